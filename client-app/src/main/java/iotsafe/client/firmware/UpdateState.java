package iotsafe.client.firmware;

/** Values of State (/5/0/3). */
public enum UpdateState {
    /** Nothing is on its way: before a download, and after a successful update. */
    IDLE(0),
    /** A package is on its way. */
    DOWNLOADING(1),
    /** A package is here and was found to be whole. */
    DOWNLOADED(2),
    /** It is being installed. */
    UPDATING(3);

    private final int code;

    UpdateState(int code) {
        this.code = code;
    }

    /** As a server reads it. */
    public int code() {
        return code;
    }
}
