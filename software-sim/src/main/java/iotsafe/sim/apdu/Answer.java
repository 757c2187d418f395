package iotsafe.sim.apdu;

/**
 * What a command came to: data, which may be none, and a status word.
 *
 * @param data what the command returns, not yet fitted to Le
 * @param status SW1 and SW2
 */
public record Answer(Octets data, int status) {
    /** Success without data. */
    public static final Answer DONE = new Answer(Octets.EMPTY, Status.OK);

    /** Success with data. */
    public static Answer of(Octets data) {
        return new Answer(data, Status.OK);
    }

    /** A status word alone. */
    public static Answer of(int status) {
        return new Answer(Octets.EMPTY, status);
    }

    /** Data, then SW1 and SW2, as sent to the reader. */
    public byte[] toBytes() {
        return Octets.join(data, Octets.of(status >> 8, status)).toArray();
    }
}
