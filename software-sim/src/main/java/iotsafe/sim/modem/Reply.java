package iotsafe.sim.modem;

import java.util.List;

/**
 * What a command line comes to.
 *
 * @param lines of information, before the final result
 * @param result the final result; nothing if nothing is answered
 * @param fate what becomes of it
 */
record Reply(List<String> lines, String result, Fate fate) {
    /** What becomes of an answer. */
    enum Fate {
        /** It goes out. */
        ANSWERED,
        /** It goes out, and it is that of a card: lines and result are where quirks strike. */
        ANSWERED_BY_CARD,
        /** It is lost. */
        LOST,
        /** The modem restarts; the result, if there is one, goes out before. */
        RESTART,
        /** The port is gone. */
        PORT_GONE
    }

    private static final String OK = "OK";

    static Reply ok(String... lines) {
        return new Reply(List.of(lines), OK, Fate.ANSWERED);
    }

    static Reply ofCard(String... lines) {
        return new Reply(List.of(lines), OK, Fate.ANSWERED_BY_CARD);
    }

    static Reply failed(String result) {
        return new Reply(List.of(), result, Fate.ANSWERED);
    }

    static Reply restarting() {
        return new Reply(List.of(), OK, Fate.RESTART);
    }

    static Reply none(Fate fate) {
        return new Reply(List.of(), "", fate);
    }
}
