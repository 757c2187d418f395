package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.Capabilities.Offer;
import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.ByteReader;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What the applet says of itself (GSMA IoT.05 2.12). For people, for telling cards apart, and for what a card denies: no command depends on its being there.
 *
 * @param raw the answer as it came
 * @param version 10 hex on the one card known
 * @param identifier the applet's own, up to 32 bytes
 * @param functions bit 0 sign and verify, bit 1 key generation, bit 2 key agreement, bit 3 key derivation
 * @param hashes bit 0 SHA-256, bit 1 SHA-384, bit 2 SHA-512
 * @param signatures bit 0 RSA PKCS#1 v1.5, bit 1 RSA PSS, bit 2 ECDSA
 * @param keyAgreements bit 0 elliptic curve Diffie-Hellman
 * @param keyDerivations bit 0 the PRF of TLS 1.2, bit 1 HKDF
 * @param sessions how many may be open at once
 */
public record ApplicationData(
        Bytes raw,
        OptionalInt version,
        Optional<Bytes> identifier,
        OptionalInt functions,
        OptionalInt hashes,
        OptionalInt signatures,
        OptionalInt keyAgreements,
        OptionalInt keyDerivations,
        OptionalInt sessions) {
    private static final int IDENTIFIER = 0x11;
    private static final int MAX_FILES = 0xB1;
    private static final int SIGN = 0x01;
    private static final int GENERATE = 0x02;
    private static final int AGREE = 0x04;
    private static final int DERIVE = 0x08;
    private static final int ANY_FUNCTION = SIGN | GENERATE | AGREE | DERIVE;
    private static final int ECDH = 0x01;
    private static final int PRF = 0x01;
    private static final int HKDF = 0x02;
    private static final Set<Integer> KNOWN =
            Set.of(0x10, 0x11, 0xB1, 0xB2, 0xB3, 0xB4, 0x90, 0x61, 0x91, 0x92, 0x93, 0x6F, 0x94, 0xB7);

    /**
     * The fields' meaning. One without any bit that is known here says nothing, and the field for one purpose goes before the general one:
     * a card whose data is odd is asked rather than refused.
     */
    public Capabilities capabilities() {
        return new Capabilities(
                offer(functions, ANY_FUNCTION, SIGN),
                offer(functions, ANY_FUNCTION, GENERATE),
                first(offer(keyAgreements, ECDH, ECDH), offer(functions, ANY_FUNCTION, AGREE)),
                first(offer(keyDerivations, PRF | HKDF, PRF), unlessDenied(offer(functions, ANY_FUNCTION, DERIVE))),
                first(offer(keyDerivations, PRF | HKDF, HKDF), unlessDenied(offer(functions, ANY_FUNCTION, DERIVE))),
                members(hashes, Capabilities.Hash.values()),
                members(signatures, Capabilities.Scheme.values()),
                sessions);
    }

    private static Offer offer(OptionalInt field, int known, int bit) {
        if (field.isEmpty() || (field.getAsInt() & known) == 0) {
            return Offer.UNKNOWN;
        }
        return (field.getAsInt() & bit) != 0 ? Offer.YES : Offer.NO;
    }

    private static Offer first(Offer special, Offer general) {
        return special == Offer.UNKNOWN ? general : special;
    }

    /** That keys can be derived does not say how. */
    private static Offer unlessDenied(Offer derive) {
        return derive == Offer.NO ? Offer.NO : Offer.UNKNOWN;
    }

    /** Bit 0 stands for the first of {@code all}, and so on. */
    private static <T> Optional<Set<T>> members(OptionalInt field, T[] all) {
        Set<T> found = new LinkedHashSet<>();
        for (int bit = 0; bit < all.length; bit++) {
            if (field.isPresent() && (field.getAsInt() >>> bit & 1) != 0) {
                found.add(all[bit]);
            }
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /** Reads the answer to GET DATA, application. */
    static ApplicationData read(Bytes raw) throws CardException.Unreadable {
        ByteReader in = new ByteReader("application data", raw);
        Map<Integer, Bytes> fields = new HashMap<>();
        while (in.hasMore()) {
            int tag = in.u8("tag");
            int length = in.u8(() -> "length of tag %02X".formatted(tag));
            if (tag == IDENTIFIER && isOneTooLong(in, length)) {
                length--;
            }
            fields.putIfAbsent(tag, in.take(length, () -> "value of tag %02X".formatted(tag)));
        }
        if (fields.keySet().stream().noneMatch(KNOWN::contains)) {
            throw in.problem("none of the fields of an IoT SAFE applet is there");
        }
        return new ApplicationData(
                raw,
                number(fields, 0x10),
                Optional.ofNullable(fields.get(IDENTIFIER)),
                number(fields, 0x90, 0x61),
                number(fields, 0x91),
                number(fields, 0x92),
                number(fields, 0x93, 0x6F),
                number(fields, 0x94),
                number(fields, 0xB7));
    }

    /** One applet declares 14 bytes for an identifier of 13: the next tag, B1, then stands where the last byte should. */
    private static boolean isOneTooLong(ByteReader in, int length) {
        boolean readable = length > 0 && length < in.remaining();
        return readable && !KNOWN.contains(in.peek(length)) && in.peek(length - 1) == MAX_FILES;
    }

    /** The first of the tags that is there: some cards use the key structures' tags here. One byte or two, big-endian. */
    private static OptionalInt number(Map<Integer, Bytes> fields, int... tags) {
        for (int tag : tags) {
            Bytes value = fields.get(tag);
            if (value != null && value.length() == 1) {
                return OptionalInt.of(value.u8(0));
            }
            if (value != null && value.length() == 2) {
                return OptionalInt.of((value.u8(0) << 8) | value.u8(1));
            }
        }
        return OptionalInt.empty();
    }
}
