package iotsafe.credentials.apdu;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** An immutable byte string. An array in a record has no true {@code equals}; this has. */
public final class Bytes {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    /** No bytes at all. */
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    /** Copies {@code content}. */
    public static Bytes of(byte... content) {
        return new Bytes(content.clone());
    }

    /** Copies {@code length} bytes of {@code content} from {@code offset}. */
    public static Bytes of(byte[] content, int offset, int length) {
        return new Bytes(Arrays.copyOfRange(content, offset, offset + length));
    }

    /**
     * Reads hexadecimal digits, either case, white space between them ignored.
     *
     * @throws IllegalArgumentException if a character is no hexadecimal digit or the count is odd
     */
    public static Bytes ofHex(String hex) {
        return new Bytes(HEX.parseHex(hex.replaceAll("\\s+", "")));
    }

    /** All parts one after the other. */
    public static Bytes concat(Bytes... parts) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        for (Bytes part : parts) {
            joined.writeBytes(part.content);
        }
        return new Bytes(joined.toByteArray());
    }

    /** How many bytes. */
    public int length() {
        return content.length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return content.length == 0;
    }

    /** The byte at {@code index}, 0 to 255. */
    public int u8(int index) {
        return content[index] & 0xFF;
    }

    /** The bytes from {@code from} up to but not including {@code to}. */
    public Bytes slice(int from, int to) {
        if (from < 0 || to < from || to > content.length) {
            throw new IndexOutOfBoundsException("%d to %d of %d bytes".formatted(from, to, content.length));
        }
        return new Bytes(Arrays.copyOfRange(content, from, to));
    }

    /** A copy, for those who need an array. */
    public byte[] toArray() {
        return content.clone();
    }

    /** Upper-case hexadecimal digits without separators. */
    public String toHex() {
        return HEX.formatHex(content);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    /** As {@link #toHex()}. */
    @Override
    public String toString() {
        return toHex();
    }
}
