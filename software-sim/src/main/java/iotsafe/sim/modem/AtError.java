package iotsafe.sim.modem;

/** The final result of a command that failed (3GPP TS 27.007, 9.2). */
final class AtError extends Exception {
    static final int PHONE_FAILURE = 0;
    static final int NOT_ALLOWED = 3;
    static final int NOT_INSERTED = 10;
    static final int SIM_FAILURE = 13;
    static final int MEMORY_FULL = 20;
    static final int NOT_FOUND = 22;
    static final int WRONG_PARAMETERS = 50;

    private static final int NONE = -1;

    private final int code;

    /** With a number, which is told if AT+CMEE allows it. */
    AtError(int code) {
        super("CME " + code, null, false, false); // an answer, not a fault: no stack trace
        this.code = code;
    }

    /** {@code ERROR}, whatever AT+CMEE says. */
    static AtError plain() {
        return new AtError(NONE);
    }

    /** The line to answer. */
    String result(boolean numbers) {
        return numbers && code != NONE ? "+CME ERROR: " + code : "ERROR";
    }
}
