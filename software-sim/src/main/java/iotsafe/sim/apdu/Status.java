package iotsafe.sim.apdu;

/** The status words this card uses (interface reference, section 4; ISO/IEC 7816-4). */
public final class Status {
    /** Success. */
    public static final int OK = 0x9000;
    /** Success, and a proactive command of 16 bytes waits for the terminal (ETSI TS 102 221, 10.2.1.1). */
    public static final int PROACTIVE = 0x9110;
    /** GET RESPONSE: not ready yet. */
    public static final int NOT_READY = 0x6000;
    /** More of the object list follows. */
    public static final int MORE_DATA = 0x6300;
    /** Success; a remote administration has ended meanwhile. */
    public static final int ADMINISTRATION_DONE = 0x63CF;
    /** Wrong length. */
    public static final int WRONG_LENGTH = 0x6700;
    /** This logical channel is not open. */
    public static final int CHANNEL_NOT_OPEN = 0x6881;
    /** The offset is past the end of the file, in the words of some cards. */
    public static final int WRONG_FILE = 0x6981;
    /** A remote administration of the object is under way. */
    public static final int UNDER_ADMINISTRATION = 0x6984;
    /** A remote administration of the object has ended, and the command failed. */
    public static final int ADMINISTERED = 0x6989;
    /** Conditions not satisfied: access, state of the object, state of the session. */
    public static final int CONDITIONS = 0x6985;
    /** No elementary file is selected. */
    public static final int NO_CURRENT_FILE = 0x6986;
    /** Incorrect data in the body. */
    public static final int WRONG_DATA = 0x6A80;
    /** Function not supported; no free channel. */
    public static final int NO_CHANNEL = 0x6A81;
    /** Object, file or application not found. */
    public static final int NOT_FOUND = 0x6A82;
    /** Not enough memory: the change could not be stored. */
    public static final int NO_MEMORY = 0x6A84;
    /** Incorrect P1 P2, or an offset past the end. */
    public static final int WRONG_P1P2 = 0x6A86;
    /** Offset outside the elementary file (READ BINARY). */
    public static final int WRONG_OFFSET = 0x6B00;
    /** Instruction not supported. */
    public static final int WRONG_INSTRUCTION = 0x6D00;
    /** The signature does not match (VERIFY SIGNATURE). */
    public static final int SIGNATURE_MISMATCH = 0x6D01;
    /** Class not supported. */
    public static final int WRONG_CLASS = 0x6E00;
    /** Any other error: a defect of this card. */
    public static final int OTHER = 0x6F00;

    private Status() {}

    /** {@code 61xx}: so many bytes wait, 1 to 256 (00 stands for 256); more than 256 are announced as 256. */
    public static int waiting(int bytes) {
        return 0x6100 | (Math.min(bytes, 256) & 0xFF);
    }

    /** {@code 9Fxx}: the same in the words of 2G cards. */
    public static int waiting2g(int bytes) {
        return 0x9F00 | (waiting(bytes) & 0xFF);
    }

    /** {@code 6Cxx}: wrong Le, the right one is {@code bytes}, 1 to 256. */
    public static int rightLe(int bytes) {
        return 0x6C00 | (bytes & 0xFF);
    }
}
