package iotsafe.credentials.tlv;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.util.function.Supplier;

/** Reads a byte string from its start to its end; owns every bounds check and every error of the decoders. */
public final class ByteReader {
    private final String what;
    private final Bytes input;
    private int at;

    /**
     * Starts at the first byte.
     *
     * @param what names the structure in errors: {@code object list}
     */
    public ByteReader(String what, Bytes input) {
        this.what = what;
        this.input = input;
    }

    /** Whether a byte is left. */
    public boolean hasMore() {
        return at < input.length();
    }

    /** How many bytes are left. */
    public int remaining() {
        return input.length() - at;
    }

    /** The offset of the next byte, from 0. */
    public int position() {
        return at;
    }

    /**
     * A byte further on, left where it is.
     *
     * @param ahead 0 for the next one; less than {@link #remaining()}
     * @return 0 to 255
     */
    public int peek(int ahead) {
        return input.u8(at + ahead);
    }

    /**
     * The next byte.
     *
     * @param field names it in errors
     * @return 0 to 255
     */
    public int u8(String field) throws CardException.Unreadable {
        return take(1, field).u8(0);
    }

    /** As {@link #u8(String)}, for a name that is only put together if it is needed: lists have hundreds of fields. */
    public int u8(Supplier<String> field) throws CardException.Unreadable {
        return take(1, field).u8(0);
    }

    /**
     * The next bytes.
     *
     * @param length 0 or more
     * @param field names them in errors
     */
    public Bytes take(int length, String field) throws CardException.Unreadable {
        return take(length, () -> field);
    }

    /** As {@link #take(int, String)}, for a name that is only put together if it is needed. */
    public Bytes take(int length, Supplier<String> field) throws CardException.Unreadable {
        if (length > remaining()) {
            throw new CardException.Unreadable(
                    what,
                    at,
                    "%s needs %s, %d %s"
                            .formatted(
                                    field.get(),
                                    length == 1 ? "1 byte" : length + " bytes",
                                    remaining(),
                                    remaining() == 1 ? "remains" : "remain"));
        }
        at += length;
        return input.slice(at - length, at);
    }

    /** Refuses the structure at the next byte. */
    public CardException.Unreadable problem(String sentence) {
        return new CardException.Unreadable(what, at, sentence);
    }
}
