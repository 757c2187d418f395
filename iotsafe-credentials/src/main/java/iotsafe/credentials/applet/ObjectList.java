package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.ByteReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads information structures in every arrangement that cards use: flat, one wrapper C1 to C4 around each object, or one around all
 * objects of a kind; the kinds in any order (GSMA IoT.05 2.14.4).
 */
final class ObjectList {
    private static final int STATE = 0x4A;
    private static final int KEY_TYPE = 0x4B;
    private static final int FUNCTIONS = 0x61;
    private static final int SIZE = 0x20;
    private static final int ACCESS = 0x60;
    private static final int FILE_USAGE = 0x21;
    private static final int KEY_USAGE = 0x4E;
    private static final int HASHES = 0x91;
    private static final int AGREEMENTS = 0x6F;
    private static final int DERIVATIONS = 0x94;
    private static final int SIGNATURE_ALGORITHMS = 0x92;
    private static final int ACTIVATED = 1;
    /** Every tag that can follow tag 92 in a list. */
    private static final Set<Integer> KNOWN = Set.of(
            0x73, 0x74, 0x75, 0x76, 0x83, 0x84, 0x85, 0x86, 0x60, 0x4A, 0x4B, 0x4E, 0x61, 0x92, 0x91, 0x6F, 0x94, 0x21,
            0x20, 0xC1, 0xC2, 0xC3, 0xC4);

    private final String what;
    private final List<CardObject> found = new ArrayList<>();
    private @Nullable Containers kind;
    private final Map<Integer, Bytes> fields = new HashMap<>();

    private ObjectList(String what) {
        this.what = what;
    }

    /**
     * Reads any number of objects.
     *
     * @param what names the structure in errors
     */
    static List<CardObject> read(String what, Bytes input) throws CardException.Unreadable {
        ObjectList list = new ObjectList(what);
        list.walk(new ByteReader(what, input));
        list.finishObject();
        return List.copyOf(list.found);
    }

    private void walk(ByteReader in) throws CardException.Unreadable {
        while (in.hasMore()) {
            int tag = in.u8("tag");
            int length = in.u8(() -> "length of tag %02X".formatted(tag));
            if (Containers.isWrapper(tag)) {
                finishObject();
                // a list that was cut may still declare the whole length: what is there is read
                int present = Math.min(length, in.remaining());
                walk(new ByteReader(what + ", inside %02X".formatted(tag), in.take(present, "objects")));
                finishObject();
            } else {
                add(in, tag, in.take(trueLength(in, tag, length), () -> "value of tag %02X".formatted(tag)));
            }
        }
    }

    /**
     * One card's key structures say {@code 92 02 04 91 …} for {@code 92 01 04 91 …}: two bytes announced, one there. Read as announced,
     * the rest of the list would be swallowed.
     */
    private static int trueLength(ByteReader in, int tag, int length) {
        boolean candidate = tag == SIGNATURE_ALGORITHMS && length == 2 && in.remaining() > 2;
        if (!candidate || !KNOWN.contains(in.peek(1))) {
            return length;
        }
        int nextLength = in.peek(2);
        return nextLength > 0 && nextLength <= in.remaining() - 3 ? 1 : length;
    }

    private void add(ByteReader in, int tag, Bytes value) throws CardException.Unreadable {
        Optional<Containers> named = Containers.named(tag);
        if (named.isPresent()) {
            Containers of = named.get();
            int most = tag == of.idTag() ? Containers.LONGEST_ID : Containers.LONGEST_LABEL;
            if (value.length() > most) {
                throw in.problem("tag %02X has %d bytes; it can have 1 to %d".formatted(tag, value.length(), most));
            }
            if (kind != of || fields.containsKey(of.idTag()) || fields.containsKey(tag)) {
                finishObject();
                kind = of;
            }
        }
        if (tag == SIZE && (value.isEmpty() || value.length() > 2)) {
            throw in.problem("file size has %d bytes; it has 2".formatted(value.length()));
        }
        if (!value.isEmpty()) {
            fields.putIfAbsent(tag, value);
        }
    }

    private void finishObject() {
        Containers of = kind;
        if (of != null) {
            Optional<Bytes> id = field(of.idTag());
            Optional<Bytes> label = field(of.labelTag());
            uri(of.type(), id, label).ifPresent(uri -> found.add(object(of, uri, id, label)));
        }
        kind = null;
        fields.clear();
    }

    private CardObject object(Containers of, CredentialUri.OnCard uri, Optional<Bytes> id, Optional<Bytes> label) {
        return new CardObject(
                uri,
                id,
                label,
                field(STATE).map(state -> state.u8(0) == ACTIVATED),
                firstByte(KEY_TYPE),
                firstByte(FUNCTIONS),
                number(SIZE),
                new CardObject.Attributes(
                        firstByte(ACCESS),
                        firstByte(of.type() == ObjectType.FILE ? FILE_USAGE : KEY_USAGE),
                        firstByte(SIGNATURE_ALGORITHMS),
                        number(HASHES),
                        firstByte(AGREEMENTS),
                        firstByte(DERIVATIONS)));
    }

    /** Empty for fields that belong to no container that could be named in a command. */
    private static Optional<CredentialUri.OnCard> uri(ObjectType type, Optional<Bytes> id, Optional<Bytes> label) {
        return id.map(bytes -> CredentialUri.OnCard.byId(type, bytes))
                .or(() -> label.map(bytes -> CredentialUri.OnCard.byLabel(type, bytes)));
    }

    private Optional<Bytes> field(int tag) {
        return Optional.ofNullable(fields.get(tag));
    }

    private OptionalInt firstByte(int tag) {
        return field(tag).map(value -> OptionalInt.of(value.u8(0))).orElse(OptionalInt.empty());
    }

    private OptionalInt number(int tag) {
        return field(tag).map(ObjectList::number).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private static int number(Bytes bigEndian) {
        int number = 0;
        for (int at = 0; at < bigEndian.length(); at++) {
            number = (number << 8) | bigEndian.u8(at);
        }
        return number;
    }
}
