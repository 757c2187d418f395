package iotsafe.client.card;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;
import javax.crypto.KeyAgreement;

/**
 * Agrees on secrets by COMPUTE DH. The peer's key must lie on the card, so without a container that may be overwritten only pairs that
 * are there already can be each other's peers: what one computes with the other's public key, the other must compute with its own.
 */
final class AgreementCheck {
    private static final String NAME = "key agreement";

    private final SecureElement card;
    private final CardReport report;
    private final Timings timings;
    private final Optional<CredentialUri.OnCard> scratch;

    AgreementCheck(SecureElement card, CardReport report, Timings timings, Optional<CredentialUri.OnCard> scratch) {
        this.card = card;
        this.report = report;
        this.timings = timings;
        this.scratch = scratch;
    }

    Check run(CardObject key) throws CardException.Unreachable {
        if (!KeyFunctions.mayAgree(key) || KeyKind.of(key) == KeyKind.RSA_2048) {
            return check(key, Check.Outcome.NOT_OFFERED, "the card says that this key is not for key agreement");
        }
        try {
            if (scratch.isPresent() && KeyKind.of(key) != KeyKind.BRAINPOOL_P256R1) {
                return withHost(key, scratch.get());
            }
            return onCard(key);
        } catch (CardException e) {
            return Refusals.check(
                    NAME, Optional.of(key.uri()), e, report.declared().agree() == Capabilities.Offer.YES);
        }
    }

    /** Both halves known: the platform computes the same secret. */
    private Check withHost(CardObject key, CredentialUri.OnCard container) throws CardException {
        if (report.declared().agree() == Capabilities.Offer.NO) {
            throw new CardException.Refused("the card says that it has no COMPUTE DH");
        }
        ECPublicKey own = card.publicKey(key.uri());
        KeyPair peer = newPair();
        timings.measure("PUT PUBLIC KEY", () -> {
            card.putPublicKey(container, (ECPublicKey) peer.getPublic());
            return true;
        });
        byte[] fromCard = agreed(key.uri(), container);
        boolean same = MessageDigest.isEqual(fromCard, onHost(peer, own));
        return check(
                key,
                same ? Check.Outcome.PASSED : Check.Outcome.FAILED,
                same
                        ? "the secret shared with a fresh P-256 key of this program is the same on both sides"
                        : "the card's secret is not the one that this program computes: do not use its key agreement");
    }

    private Check onCard(CardObject key) throws CardException {
        Optional<CardObject> half = report.publicHalf(key);
        Optional<CardObject> other = report.filled(ObjectType.PRIVATE).stream()
                .filter(candidate -> !candidate.equals(key) && KeyKind.of(candidate) == KeyKind.of(key))
                .filter(KeyFunctions::mayAgree)
                .filter(candidate -> report.publicHalf(candidate).isPresent())
                .findFirst();
        if (half.isEmpty()) {
            return check(key, Check.Outcome.UNPROVEN, "the card has no public key container to agree with");
        }
        if (other.isEmpty()) {
            boolean same = MessageDigest.isEqual(
                    agreed(key.uri(), half.get().uri()),
                    agreed(key.uri(), half.get().uri()));
            return check(
                    key,
                    same ? Check.Outcome.UNPROVEN : Check.Outcome.FAILED,
                    same
                            ? "the card computes a secret, the same each time; to prove it right, name a public key container that may be overwritten (--write-peer)"
                            : "two secrets from the same two keys differ");
        }
        CredentialUri.OnCard theirs =
                report.publicHalf(other.get()).orElseThrow().uri();
        boolean same = MessageDigest.isEqual(
                agreed(key.uri(), theirs), agreed(other.get().uri(), half.get().uri()));
        return check(
                key,
                same ? Check.Outcome.PASSED : Check.Outcome.FAILED,
                same
                        ? "the secret shared with %s is the same from both sides"
                                .formatted(other.get().uri())
                        : "the secret shared with %s differs from its own"
                                .formatted(other.get().uri()));
    }

    private byte[] agreed(CredentialUri.OnCard key, CredentialUri.OnCard peer) throws CardException {
        try (Secret shared = timings.measure("COMPUTE DH", () -> card.agree(key, peer))) {
            return shared.toArray();
        }
    }

    private static KeyPair newPair() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no P-256", e);
        }
    }

    private static byte[] onHost(KeyPair own, ECPublicKey peer) throws CardException {
        try {
            KeyAgreement agreement = KeyAgreement.getInstance("ECDH");
            agreement.init(own.getPrivate());
            agreement.doPhase(peer, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException e) {
            throw new CardException.Unreadable("public key of the pair", 0, "it is no key of P-256");
        }
    }

    private static Check check(CardObject key, Check.Outcome outcome, String detail) {
        return new Check(NAME, Optional.of(key.uri()), outcome, detail);
    }
}
