package iotsafe.sim.apdu;

/**
 * A command APDU in short form (ISO/IEC 7816-4, command-response pairs; ISO/IEC 7816-3 for its T=0 mapping).
 *
 * @param body none, or 1 to 255 bytes
 * @param le how many bytes of answer are wanted, 1 to 256; {@link #NO_LE} if not said
 */
public record Command(int cla, int ins, int p1, int p2, Octets body, int le) {
    /** The command does not say how long its answer may be. */
    public static final int NO_LE = 0;

    private static final int HEADER = 4;

    /**
     * Reads a command; refuses with 6700 every length that is not exactly one of the four short cases. Extended length
     * (Lc = 00 and more bytes) is refused the same way. Under T=0 a header alone means P3 = 00, and Le after a body is
     * dropped, as a reader's mapping of case 4 to T=0 does before the card sees it.
     *
     * @param leAfterBody whether a body may be followed by Le; some cards refuse it
     */
    public static Command read(byte[] apdu, Protocol protocol, boolean leAfterBody) throws Refusal {
        Octets all = Octets.of(apdu);
        if (all.size() < HEADER) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
        if (all.size() == HEADER) {
            return with(all, Octets.EMPTY, protocol == Protocol.T0 ? 256 : NO_LE);
        }
        int p3 = all.at(HEADER);
        if (all.size() == HEADER + 1) {
            return with(all, Octets.EMPTY, length(p3));
        }
        int end = HEADER + 1 + p3;
        if (p3 == 0 || all.size() < end || all.size() > end + 1) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
        Octets body = all.slice(HEADER + 1, end);
        if (all.size() == end) {
            return with(all, body, NO_LE);
        }
        if (!leAfterBody) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
        return with(all, body, protocol == Protocol.T0 ? NO_LE : length(all.at(end)));
    }

    /** Refuses with 6700 if there is a body: the command has none. */
    public void requireNoBody() throws Refusal {
        if (!body.isEmpty()) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
    }

    /** Refuses with 6A86 unless P1 and P2 are these. */
    public void requireP1P2(int wantedP1, int wantedP2) throws Refusal {
        if (p1 != wantedP1 || p2 != wantedP2) {
            throw new Refusal(Status.WRONG_P1P2);
        }
    }

    /** Whether P3 was not sent. Under T=0 it always is, so it counts as sent. */
    public boolean isBareHeader() {
        return body.isEmpty() && le == NO_LE;
    }

    /** P1 and P2 as one big-endian number. */
    public int p1p2() {
        return p1 << 8 | p2;
    }

    /** The most that may be answered: Le, or {@code otherwise} if it is absent or larger. */
    public int atMost(int otherwise) {
        return le == NO_LE ? otherwise : Math.min(le, otherwise);
    }

    private static Command with(Octets all, Octets body, int le) {
        return new Command(all.at(0), all.at(1), all.at(2), all.at(3), body, le);
    }

    private static int length(int oneByte) {
        return oneByte == 0 ? 256 : oneByte;
    }
}
