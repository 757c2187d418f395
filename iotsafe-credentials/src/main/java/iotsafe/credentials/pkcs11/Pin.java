package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import java.util.Arrays;

/** A PIN for the time of one login. Prints its length, never itself; closing wipes it. */
public final class Pin implements AutoCloseable {
    /** Bytes; far more than any token takes. */
    static final int LONGEST = 255;

    private final char[] bytes;

    private Pin(char[] bytes) {
        this.bytes = bytes;
    }

    /**
     * A copy of the first {@code length} bytes.
     *
     * @param utf8 stays the caller's to wipe
     * @param what begins the sentence in which {@code 0 bytes} is an error: {@code the PIN file /x holds}
     */
    static Pin of(byte[] utf8, int length, String what) throws CardException.Refused {
        if (length < 1 || length > LONGEST) {
            throw new CardException.Refused("%s %s bytes; a PIN has 1 to %d, and nothing else may stand there"
                    .formatted(what, length < 1 ? "0" : "more than " + LONGEST, LONGEST));
        }
        char[] bytes = new char[length];
        for (int at = 0; at < length; at++) {
            bytes[at] = (char) (utf8[at] & 0xFF);
        }
        return new Pin(bytes);
    }

    /** The bytes, one in each char, as Java's PKCS#11 wrapper passes them on; not a copy, so that {@link #close()} wipes them. */
    char[] bytes() {
        return bytes;
    }

    @Override
    public void close() {
        Arrays.fill(bytes, '\0');
    }

    @Override
    public String toString() {
        return "a PIN of %d bytes".formatted(bytes.length);
    }
}
