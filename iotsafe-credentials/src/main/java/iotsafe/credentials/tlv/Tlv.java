package iotsafe.credentials.tlv;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One tag, one length, one value: the coding of the IoT SAFE applet. Lengths are one byte, 00 to FF, which is not BER.
 *
 * @param tag 0 to 255
 * @param value 0 to 255 bytes
 */
public record Tlv(int tag, Bytes value) {
    /** Refuses what one byte each cannot carry. */
    public Tlv {
        if (tag >>> 8 != 0 || value.length() > 255) {
            throw new IllegalArgumentException("tag %X with %d bytes; one byte each".formatted(tag, value.length()));
        }
    }

    /**
     * Reads {@code input} to its end.
     *
     * @param what names it in errors: {@code key pair}
     */
    public static List<Tlv> readAll(String what, Bytes input) throws CardException.Unreadable {
        List<Tlv> found = new ArrayList<>();
        ByteReader in = new ByteReader(what, input);
        while (in.hasMore()) {
            int tag = in.u8("tag");
            int length = in.u8(() -> "length of tag %02X".formatted(tag));
            found.add(new Tlv(tag, in.take(length, () -> "value of tag %02X".formatted(tag))));
        }
        return List.copyOf(found);
    }

    /** The value of the first of {@code fields} with this tag. */
    public static Optional<Bytes> first(List<Tlv> fields, int tag) {
        return fields.stream()
                .filter(field -> field.tag() == tag)
                .map(Tlv::value)
                .findFirst();
    }

    /** All of them, one after the other, as they go to the card. */
    public static Bytes write(Tlv... fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Tlv field : fields) {
            out.write(field.tag());
            out.write(field.value().length());
            out.writeBytes(field.value().toArray());
        }
        return Bytes.of(out.toByteArray());
    }
}
