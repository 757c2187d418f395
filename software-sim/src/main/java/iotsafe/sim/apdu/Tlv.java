package iotsafe.sim.apdu;

/** Writes tag-length-value fields: tags are one byte, lengths one byte 00 to FF (interface reference 2.2). */
public final class Tlv {
    private Tlv() {}

    /** {@code tag length value}. */
    public static Octets of(int tag, Octets value) {
        if (value.size() > 0xFF) {
            throw new IllegalArgumentException(
                    "tag %02X: %d bytes do not fit a one-byte length".formatted(tag, value.size()));
        }
        return Octets.join(Octets.of(tag, value.size()), value);
    }

    /** A field of one byte. */
    public static Octets u8(int tag, int value) {
        return of(tag, Octets.of(value));
    }

    /** A field of two bytes, big-endian. */
    public static Octets u16(int tag, int value) {
        return of(tag, Octets.of(value >> 8, value));
    }
}
