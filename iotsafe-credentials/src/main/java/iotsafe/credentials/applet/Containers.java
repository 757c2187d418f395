package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.tlv.Tlv;
import java.util.Arrays;
import java.util.Optional;

/** The tags by which the applet knows each kind of container (GSMA IoT.05, object model). */
enum Containers {
    PRIVATE(ObjectType.PRIVATE, 0xC1, 0x84, 0x74),
    PUBLIC(ObjectType.PUBLIC, 0xC2, 0x85, 0x75),
    FILE(ObjectType.FILE, 0xC3, 0x83, 0x73),
    SECRET(ObjectType.SECRET, 0xC4, 0x86, 0x76);

    /** Longest id and label that an applet keeps, bytes. */
    static final int LONGEST_ID = 20;

    static final int LONGEST_LABEL = 60;

    private final ObjectType type;
    private final int wrapper;
    private final int id;
    private final int label;

    Containers(ObjectType type, int wrapper, int id, int label) {
        this.type = type;
        this.wrapper = wrapper;
        this.id = id;
        this.label = label;
    }

    static Containers of(ObjectType type) {
        return Arrays.stream(values())
                .filter(kind -> kind.type == type)
                .findFirst()
                .orElseThrow();
    }

    /** The kind that an id or label tag belongs to. */
    static Optional<Containers> named(int tag) {
        return Arrays.stream(values())
                .filter(kind -> kind.id == tag || kind.label == tag)
                .findFirst();
    }

    static boolean isWrapper(int tag) {
        return Arrays.stream(values()).anyMatch(kind -> kind.wrapper == tag);
    }

    /** The one TLV by which a command names a container: its id or its label, never both. */
    static Bytes name(CredentialUri.OnCard uri) {
        Containers kind = of(uri.type());
        return uri.id()
                .map(id -> Tlv.write(new Tlv(kind.id, id)))
                .orElseGet(() -> Tlv.write(new Tlv(kind.label, uri.label().orElseThrow())));
    }

    /** Refuses a container of another kind before the card is asked. */
    static void require(CredentialUri.OnCard uri, ObjectType wanted) throws CardException.Refused {
        if (uri.type() != wanted) {
            throw new CardException.Refused("%s names a container of type %s; one of type %s is needed: write type=%s"
                    .formatted(uri, uri.type().word(), wanted.word(), wanted.word()));
        }
    }

    ObjectType type() {
        return type;
    }

    /** The tag around one object, or all of this kind; also P1 of GET DATA for one object. */
    int wrapper() {
        return wrapper;
    }

    int idTag() {
        return id;
    }

    int labelTag() {
        return label;
    }
}
