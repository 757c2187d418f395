package iotsafe.credentials.apdu;

import java.io.ByteArrayOutputStream;
import java.util.OptionalInt;

/**
 * A command in short form (ISO/IEC 7816-4, command-response pairs). The IoT SAFE interface has no extended ones.
 *
 * @param cla 0 to 255
 * @param ins 0 to 255
 * @param p1 0 to 255
 * @param p2 0 to 255
 * @param body 0 to 255 bytes; an empty one has no length byte
 * @param le how many bytes the answer may have, 1 to 256; empty if no answer is wanted
 */
public record CommandApdu(int cla, int ins, int p1, int p2, Bytes body, OptionalInt le) {
    /** As many bytes as a short answer can have: Le 00. */
    public static final int MOST = 256;

    private static final int HEADER = 4;

    /** Refuses what the short form cannot carry. */
    public CommandApdu {
        requireByte("CLA", cla);
        requireByte("INS", ins);
        requireByte("P1", p1);
        requireByte("P2", p2);
        if (body.length() > 255) {
            throw new IllegalArgumentException("a body of %d bytes; it can have 0 to 255".formatted(body.length()));
        }
        if (le.isPresent() && (le.getAsInt() < 1 || le.getAsInt() > MOST)) {
            throw new IllegalArgumentException("Le of %d; it can be 1 to 256".formatted(le.getAsInt()));
        }
    }

    /** A command that gives nothing but a status word: case 1 without a body, case 3 with one. */
    public static CommandApdu silent(int cla, int ins, int p1, int p2, Bytes body) {
        return new CommandApdu(cla, ins, p1, p2, body, OptionalInt.empty());
    }

    /** A command that answers with up to 256 bytes: case 2 without a body, case 4 with one. */
    public static CommandApdu answering(int cla, int ins, int p1, int p2, Bytes body) {
        return new CommandApdu(cla, ins, p1, p2, body, OptionalInt.of(MOST));
    }

    /**
     * Reads a command's four cases apart by its length.
     *
     * @param bytes 4 to 261 bytes
     * @throws IllegalArgumentException if they are no short command
     */
    public static CommandApdu of(byte[] bytes) {
        if (bytes.length < HEADER) {
            throw new IllegalArgumentException("a command of %d bytes; the header alone has 4".formatted(bytes.length));
        }
        int cla = bytes[0] & 0xFF;
        int ins = bytes[1] & 0xFF;
        int p1 = bytes[2] & 0xFF;
        int p2 = bytes[3] & 0xFF;
        if (bytes.length == HEADER) {
            return silent(cla, ins, p1, p2, Bytes.EMPTY);
        }
        int p3 = bytes[HEADER] & 0xFF;
        if (bytes.length == HEADER + 1) {
            return new CommandApdu(cla, ins, p1, p2, Bytes.EMPTY, OptionalInt.of(length(p3)));
        }
        int beyondBody = bytes.length - HEADER - 1 - p3;
        if (p3 == 0 || beyondBody < 0 || beyondBody > 1) {
            throw new IllegalArgumentException(
                    "Lc is %d but %d bytes follow it".formatted(p3, bytes.length - HEADER - 1));
        }
        OptionalInt le = beyondBody == 0 ? OptionalInt.empty() : OptionalInt.of(length(bytes[bytes.length - 1] & 0xFF));
        return new CommandApdu(cla, ins, p1, p2, Bytes.of(bytes, HEADER + 1, p3), le);
    }

    /** The 4 to 261 bytes that go to the card. */
    public byte[] toBytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(HEADER + 2 + body.length());
        out.write(cla);
        out.write(ins);
        out.write(p1);
        out.write(p2);
        if (!body.isEmpty()) {
            out.write(body.length());
            out.writeBytes(body.toArray());
        }
        // 256 is written as 00: only the low byte of the number reaches the stream
        le.ifPresent(out::write);
        return out.toByteArray();
    }

    /** The same command in another class. */
    public CommandApdu withCla(int otherCla) {
        return new CommandApdu(otherCla, ins, p1, p2, body, le);
    }

    /** The same command asking for {@code length} bytes, 1 to 256. */
    public CommandApdu withLe(int length) {
        return new CommandApdu(cla, ins, p1, p2, body, OptionalInt.of(length));
    }

    /** The same command without its last byte, Le. */
    public CommandApdu withoutLe() {
        return silent(cla, ins, p1, p2, body);
    }

    private static int length(int lengthByte) {
        return lengthByte == 0 ? MOST : lengthByte;
    }

    private static void requireByte(String name, int value) {
        if (value >>> 8 != 0) {
            throw new IllegalArgumentException("%s is %X, not a byte".formatted(name, value));
        }
    }
}
