package iotsafe.bootstrap.lwm2m.access;

/** What a server can be allowed to do; Discover needs no right (OMA LwM2M Core 1.1, 8.2.2 and /2/x/2 in E.3). */
public enum AccessRight {
    /** Read, Observe and Write-Attributes, alone or in a composite operation; Send and notifications, too. */
    READ(1),
    /** Write, alone or in a composite operation. */
    WRITE(2),
    /** Execute. */
    EXECUTE(4),
    /** Delete. */
    DELETE(8),
    /** Create; it has a meaning for a whole object alone. */
    CREATE(16);

    /** All of them. */
    static final long ALL = 31;

    private final long bit;

    AccessRight(long bit) {
        this.bit = bit;
    }

    /** Whether an entry of an access control list has it. */
    boolean isIn(long entry) {
        return (entry & bit) != 0;
    }
}
