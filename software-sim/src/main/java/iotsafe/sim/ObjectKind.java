package iotsafe.sim;

/** The four kinds of object and the tags that speak of them (interface reference 2.1). */
public enum ObjectKind {
    /** A private key. */
    PRIVATE(0xC1, 0x84, 0x74),
    /** A public key. */
    PUBLIC(0xC2, 0x85, 0x75),
    /** A file. */
    FILE(0xC3, 0x83, 0x73),
    /** A secret key. */
    SECRET(0xC4, 0x86, 0x76);

    private final int wrapper;
    private final int idTag;
    private final int labelTag;

    ObjectKind(int wrapper, int idTag, int labelTag) {
        this.wrapper = wrapper;
        this.idTag = idTag;
        this.labelTag = labelTag;
    }

    /** The tag of its information structure, and P1 of GET DATA for one object. */
    public int wrapper() {
        return wrapper;
    }

    /** The tag of its id. */
    public int idTag() {
        return idTag;
    }

    /** The tag of its label. */
    public int labelTag() {
        return labelTag;
    }
}
