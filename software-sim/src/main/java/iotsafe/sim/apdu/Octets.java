package iotsafe.sim.apdu;

import java.util.Arrays;
import java.util.HexFormat;

/** An immutable string of bytes. Prints as hex, so whoever holds a secret in one must not print it. */
public final class Octets {
    /** No bytes. */
    public static final Octets EMPTY = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of {@code bytes}. */
    public static Octets of(byte[] bytes) {
        return bytes.length == 0 ? EMPTY : new Octets(bytes.clone());
    }

    /** The low eight bits of each number. */
    public static Octets of(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return new Octets(bytes);
    }

    /**
     * Reads hex digits of either case; spaces between them are ignored.
     *
     * @throws IllegalArgumentException if the text is anything else
     */
    public static Octets hex(String text) {
        return new Octets(HexFormat.of().parseHex(text.replace(" ", "")));
    }

    /** All parts one after the other. */
    public static Octets join(Octets... parts) {
        int size = 0;
        for (Octets part : parts) {
            size += part.size();
        }
        byte[] joined = new byte[size];
        int at = 0;
        for (Octets part : parts) {
            System.arraycopy(part.bytes, 0, joined, at, part.size());
            at += part.size();
        }
        return new Octets(joined);
    }

    /** How many bytes. */
    public int size() {
        return bytes.length;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return bytes.length == 0;
    }

    /** The byte at {@code index}, 0 to 255. */
    public int at(int index) {
        return bytes[index] & 0xFF;
    }

    /** Up to seven bytes as one big-endian number. */
    public long number() {
        long number = 0;
        for (byte b : bytes) {
            number = number << 8 | (b & 0xFF);
        }
        return number;
    }

    /** The bytes from {@code from} up to, not including, {@code to}. */
    public Octets slice(int from, int to) {
        return of(Arrays.copyOfRange(bytes, from, to));
    }

    /** Whether these bytes begin with {@code prefix}. */
    public boolean startsWith(Octets prefix) {
        return prefix.size() <= size() && slice(0, prefix.size()).equals(prefix);
    }

    /** A copy, as an array. */
    public byte[] toArray() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Upper-case hex without separators. */
    @Override
    public String toString() {
        return HexFormat.of().withUpperCase().formatHex(bytes);
    }
}
