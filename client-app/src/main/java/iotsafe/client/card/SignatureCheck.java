package iotsafe.client.card;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.EcdsaCheck;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Optional;

/** Signs random data with each private key that may sign, and verifies it outside the card. */
final class SignatureCheck {
    private static final String NAME = "sign";

    private final SecureElement card;
    private final CardReport report;
    private final Timings timings;
    private final int rounds;

    SignatureCheck(SecureElement card, CardReport report, Timings timings, int rounds) {
        this.card = card;
        this.report = report;
        this.timings = timings;
        this.rounds = rounds;
    }

    Check run(CardObject key) throws CardException.Unreachable {
        if (!KeyFunctions.maySign(key)) {
            return check(key, Check.Outcome.NOT_OFFERED, "the card says that this key is not for signatures");
        }
        try {
            return KeyKind.of(key) == KeyKind.RSA_2048 ? rsa(key) : ecdsa(key);
        } catch (CardException e) {
            return Refusals.check(NAME, Optional.of(key.uri()), e, true);
        }
    }

    private Check ecdsa(CardObject key) throws CardException {
        Optional<ECPublicKey> half = ecdsaKey(key);
        for (int round = 0; round < rounds; round++) {
            Bytes hash = KeyMatch.randomHash();
            Bytes signature = timings.measure("COMPUTE SIGNATURE", () -> card.sign(key.uri(), hash));
            if (half.isPresent() && !EcdsaCheck.isSignedBy(half.get(), hash, signature)) {
                return wrong(key);
            }
        }
        return done(key, half.isPresent(), "ECDSA with SHA-256");
    }

    private Check rsa(CardObject key) throws CardException {
        Optional<RSAPublicKey> certified = certified(key, RSAPublicKey.class);
        for (int round = 0; round < rounds; round++) {
            byte[] text = KeyMatch.randomHash().toArray();
            Bytes signature =
                    timings.measure("COMPUTE SIGNATURE (RSA)", () -> card.signRsa(key.uri(), Sha256.of(text)));
            if (certified.isPresent() && !KeyMatch.isRsaSigned(certified.get(), text, signature)) {
                return wrong(key);
            }
        }
        return done(key, certified.isPresent(), "RSASSA-PKCS1-v1_5 with SHA-256");
    }

    private Optional<ECPublicKey> ecdsaKey(CardObject key) throws CardException.Unreachable {
        try {
            return Optional.of(timings.measure("READ PUBLIC KEY", () -> card.publicKey(key.uri())));
        } catch (CardException.Unreachable e) {
            throw e;
        } catch (CardException hidden) {
            return certified(key, ECPublicKey.class);
        }
    }

    private <T extends PublicKey> Optional<T> certified(CardObject key, Class<T> type) {
        return report.certificatesOf(key.uri()).stream()
                .map(facts -> facts.certificate().getPublicKey())
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst();
    }

    private Check done(CardObject key, boolean verified, String scheme) {
        return verified
                ? check(key, Check.Outcome.PASSED, "%s, %d times, each verified".formatted(scheme, rounds))
                : check(
                        key,
                        Check.Outcome.UNPROVEN,
                        "%s, but the card shows neither its public key nor a certificate to verify it with"
                                .formatted(scheme));
    }

    private static Check wrong(CardObject key) {
        return check(
                key,
                Check.Outcome.FAILED,
                "the signature does not verify with the public key of the pair: generate the pair anew, or have the SIM replaced");
    }

    private static Check check(CardObject key, Check.Outcome outcome, String detail) {
        return new Check(NAME, Optional.of(key.uri()), outcome, detail);
    }
}
