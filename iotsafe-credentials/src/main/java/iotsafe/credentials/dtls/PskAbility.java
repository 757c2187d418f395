package iotsafe.credentials.dtls;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a card can do with a pre-shared key.
 *
 * @param form what its secret containers hold
 * @param ecdhe whether it takes a shared secret as well (COMPUTE PRF, mode 02)
 */
public record PskAbility(PskForm form, boolean ecdhe) {
    private static final int LENGTH = 16;

    /** With the vectors below, over the test key 00 to 0F: they are public, and so is the key. */
    private static final Bytes LABEL_AND_SEED =
            Bytes.concat(Bytes.of("master secret".getBytes(StandardCharsets.US_ASCII)), counting(0x00, 0x40));

    /** P_SHA256 over the pre-master secret of RFC 4279 around the test key; its first 16 bytes. */
    private static final Bytes OVER_KEY = Bytes.ofHex("DEB5EA0AABB5A89D2DBE02561ADA3CED");

    /** P_SHA256 over the test key itself. */
    private static final Bytes OVER_PRE_MASTER = Bytes.ofHex("24D21A554EFED0D5946466E0F60BC3EA");

    /** P_SHA256 over the pre-master secret of RFC 5489 around the test key and the shared secret 20 to 3F. */
    private static final Bytes OVER_KEY_AND_SHARED = Bytes.ofHex("143FD1B8871523C7A8A7FE5D55B3A2F6");

    /** No label of TLS begins like this: what the card answers is the secret of no handshake. */
    private static final Bytes TRIAL = Bytes.of("iotsafe-agent trial".getBytes(StandardCharsets.US_ASCII));

    /**
     * Finds out from a container whose content is known. At most 2 exchanges.
     *
     * @param test a secret container that holds the bytes 00 to 0F
     * @throws CardException.Refused if the card computes over no secret of its own, or something else is in the container
     */
    public static PskAbility learn(SecureElement card, CredentialUri.OnCard test) throws CardException {
        Bytes found = derive(card, test, Optional.empty(), LABEL_AND_SEED);
        if (found.equals(OVER_PRE_MASTER)) {
            return new PskAbility(PskForm.PRE_MASTER, false);
        }
        if (!found.equals(OVER_KEY)) {
            throw new CardException.Refused(
                    "COMPUTE PRF %s: the container does not hold the test key 000102030405060708090A0B0C0D0E0F, or the card derives in a way unknown here; have it written, or set card.psk-form in place of card.psk-test"
                            .formatted(test));
        }
        return new PskAbility(PskForm.KEY, agreesOnShared(card, test));
    }

    /**
     * Finds out by trial whether the card takes a shared secret; that its containers hold keys is believed. One exchange, 2 if it does not.
     *
     * @param psk the secret container to be used
     * @throws CardException.Refused if the card computes over no secret of its own at all, or not over this one
     */
    public static PskAbility tryOut(SecureElement card, CredentialUri.OnCard psk) throws CardException {
        try {
            derive(card, psk, Optional.of(counting(0x20, 0x20)), TRIAL);
            return new PskAbility(PskForm.KEY, true);
        } catch (CardException.Refused withShared) {
            derive(card, psk, Optional.empty(), TRIAL);
            return new PskAbility(PskForm.KEY, false);
        }
    }

    private static boolean agreesOnShared(SecureElement card, CredentialUri.OnCard test) throws CardException {
        try {
            return derive(card, test, Optional.of(counting(0x20, 0x20)), LABEL_AND_SEED)
                    .equals(OVER_KEY_AND_SHARED);
        } catch (CardException.Refused withShared) {
            return false;
        }
    }

    private static Bytes derive(
            SecureElement card, CredentialUri.OnCard key, Optional<Bytes> shared, Bytes labelAndSeed)
            throws CardException {
        try (Secret derived = card.prf(key, shared.map(bytes -> Secret.of(bytes.toArray())), labelAndSeed, LENGTH)) {
            return Bytes.of(derived.toArray());
        }
    }

    private static Bytes counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at++) {
            bytes[at] = (byte) (from + at);
        }
        return Bytes.of(bytes);
    }
}
