package iotsafe.client.card;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Derives key material: from a secret that this program knows, which tells right from wrong; and from each secret on the card, which can
 * only be found consistent, unless it is the test PSK of the interface reference.
 */
final class DerivationCheck {
    static final String PRF = "PRF";
    static final String PSK = "PRF over a secret on the card";
    static final String ECDHE_PSK = "PRF over a secret on the card, with ECDHE";
    static final String HKDF = "HKDF-Extract";

    private static final int OUTPUT = 48;
    private static final byte[] LABEL = "iotsafe self-test".getBytes(StandardCharsets.US_ASCII);
    /** 00 to 0F, the PSK of published examples: no device may be shipped with it. */
    private static final byte[] TEST_PSK =
            Bytes.ofHex("000102030405060708090A0B0C0D0E0F").toArray();

    private final SecureElement card;
    private final CardReport report;
    private final Timings timings;

    DerivationCheck(SecureElement card, CardReport report, Timings timings) {
        this.card = card;
        this.report = report;
        this.timings = timings;
    }

    /** COMPUTE PRF, mode 00. */
    Check prf() throws CardException.Unreachable {
        Bytes secret = KeyMatch.randomHash();
        Bytes seed = seed();
        try (Secret given = Secret.of(secret.toArray())) {
            byte[] fromCard = taken(timings.measure("COMPUTE PRF", () -> card.prf(given, seed, OUTPUT)));
            return compared(
                    PRF, fromCard, TlsPrf.pSha256(secret.toArray(), seed.toArray(), OUTPUT), "RFC 5246 section 5");
        } catch (CardException e) {
            return Refusals.check(PRF, Optional.empty(), e, report.declared().prf() == Capabilities.Offer.YES);
        }
    }

    /** COMPUTE HKDF. */
    Check hkdf() throws CardException.Unreachable {
        Bytes secret = KeyMatch.randomHash();
        Bytes salt = KeyMatch.randomHash();
        try (Secret given = Secret.of(secret.toArray())) {
            byte[] fromCard = taken(timings.measure("COMPUTE HKDF", () -> card.hkdfExtract(given, salt)));
            return compared(HKDF, fromCard, TlsPrf.hmac(salt.toArray(), secret.toArray()), "RFC 5869 section 2.2");
        } catch (CardException e) {
            return Refusals.check(HKDF, Optional.empty(), e, report.declared().hkdf() == Capabilities.Offer.YES);
        }
    }

    /** COMPUTE PRF, mode 01 or 02: the same input gives the same output, another input another. */
    Check overSecret(CardObject container, boolean withEcdhe) throws CardException.Unreachable {
        String name = withEcdhe ? ECDHE_PSK : PSK;
        if (!KeyFunctions.mayDerive(container)) {
            return new Check(
                    name,
                    Optional.of(container.uri()),
                    Check.Outcome.NOT_OFFERED,
                    "the card says that this secret is not for key derivation");
        }
        Bytes seed = seed();
        Bytes shared = KeyMatch.randomHash();
        try {
            byte[] first = derived(container.uri(), withEcdhe, shared, seed);
            byte[] again = derived(container.uri(), withEcdhe, shared, seed);
            byte[] other = derived(container.uri(), withEcdhe, shared, seed());
            boolean consistent = MessageDigest.isEqual(first, again) && !MessageDigest.isEqual(first, other);
            return consistent
                    ? known(name, container.uri(), withEcdhe, first, seed)
                    : inconsistent(name, container.uri());
        } catch (CardException e) {
            // mode 01 and 02 are refused with 6A86 by cards that have mode 00 alone, which is no broken promise
            return Refusals.check(name, Optional.of(container.uri()), e, false);
        }
    }

    private byte[] derived(CredentialUri.OnCard container, boolean withEcdhe, Bytes shared, Bytes seed)
            throws CardException {
        if (!withEcdhe) {
            return taken(timings.measure("COMPUTE PRF", () -> card.prf(container, Optional.empty(), seed, OUTPUT)));
        }
        try (Secret z = Secret.of(shared.toArray())) {
            return taken(timings.measure("COMPUTE PRF", () -> card.prf(container, Optional.of(z), seed, OUTPUT)));
        }
    }

    /** With the PSK that everybody knows, the reading of mode 01 shows. */
    private static Check known(
            String name, CredentialUri.OnCard container, boolean withEcdhe, byte[] derived, Bytes seed) {
        byte[] input = seed.toArray();
        if (!withEcdhe && MessageDigest.isEqual(derived, TlsPrf.pSha256(TlsPrf.preMaster(TEST_PSK), input, OUTPUT))) {
            return new Check(
                    name,
                    Optional.of(container),
                    Check.Outcome.PASSED,
                    "as RFC 4279 section 2 says, with the published test PSK 00 to 0F: have it replaced before the device is shipped");
        }
        if (!withEcdhe && MessageDigest.isEqual(derived, TlsPrf.pSha256(TEST_PSK, input, OUTPUT))) {
            return new Check(
                    name,
                    Optional.of(container),
                    Check.Outcome.FAILED,
                    "the card uses the container's value (the published test PSK) as the pre-master secret itself, not as RFC 4279 section 2 builds it: no server shakes hands with it, unless the issuer stores ready-made pre-master secrets");
        }
        return new Check(
                name,
                Optional.of(container),
                Check.Outcome.UNPROVEN,
                "the same input gives the same output and another input another; whether a server derives the same, only a handshake tells");
    }

    private static Check inconsistent(String name, CredentialUri.OnCard container) {
        return new Check(
                name,
                Optional.of(container),
                Check.Outcome.FAILED,
                "the same input gave two outputs, or two inputs the same: the card cannot be used for PSK");
    }

    private static Check compared(String name, byte[] fromCard, byte[] expected, String document) {
        boolean same = MessageDigest.isEqual(fromCard, expected);
        return new Check(
                name,
                Optional.empty(),
                same ? Check.Outcome.PASSED : Check.Outcome.FAILED,
                same
                        ? "the card and this program derive the same from one secret (%s)".formatted(document)
                        : "the card derives something else than %s says: do not use it".formatted(document));
    }

    private static Bytes seed() {
        return Bytes.concat(Bytes.of(LABEL), KeyMatch.randomHash());
    }

    private static byte[] taken(Secret secret) {
        try (secret) {
            return secret.toArray();
        }
    }
}
