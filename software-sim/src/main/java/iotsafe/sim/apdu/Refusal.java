package iotsafe.sim.apdu;

/** The card says no: ends the command at hand with a status word and no data. */
public final class Refusal extends Exception {
    private final int status;

    /** A refusal with one of {@link Status}. */
    public Refusal(int status) {
        super("%04X".formatted(status), null, false, false); // an answer, not a fault: no stack trace
        this.status = status;
    }

    /** SW1 and SW2. */
    public int status() {
        return status;
    }
}
