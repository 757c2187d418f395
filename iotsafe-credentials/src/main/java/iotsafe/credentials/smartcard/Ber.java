package iotsafe.credentials.smartcard;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.ByteReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One element in BER with a tag of one byte and a definite length, which is all that PKCS#15 files and file control parameters have (ITU-T
 * X.690 8.1).
 *
 * @param tag 0 to 255
 * @param value its content
 */
record Ber(int tag, Bytes value) {
    private static final int ERASED = 0xFF;
    private static final int ZEROED = 0x00;
    private static final int LONG_FORM = 0x80;
    private static final int MOST_LENGTH_BYTES = 2;

    /** Reads elements one after the other up to the end, or to where a file is filled up with FF or 00. */
    static List<Ber> readAll(String what, Bytes input) throws CardException.Unreadable {
        List<Ber> found = new ArrayList<>();
        ByteReader in = new ByteReader(what, input);
        while (in.hasMore() && in.peek(0) != ERASED && in.peek(0) != ZEROED) {
            int tag = in.u8("tag");
            int length = length(in);
            found.add(new Ber(tag, in.take(length, () -> "value of tag %02X".formatted(tag))));
        }
        return List.copyOf(found);
    }

    /** The value of the first of {@code elements} with this tag. */
    static Optional<Bytes> first(List<Ber> elements, int tag) {
        return elements.stream()
                .filter(each -> each.tag() == tag)
                .map(Ber::value)
                .findFirst();
    }

    private static int length(ByteReader in) throws CardException.Unreadable {
        int first = in.u8("length");
        if (first < LONG_FORM) {
            return first;
        }
        int bytes = first - LONG_FORM;
        if (bytes == 0 || bytes > MOST_LENGTH_BYTES) {
            throw in.problem("a length in %d bytes; it can have 1 or 2".formatted(bytes));
        }
        int length = 0;
        for (int i = 0; i < bytes; i++) {
            length = length << 8 | in.u8("length");
        }
        return length;
    }
}
