package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;

/**
 * What a remote server does to the objects while the device runs, as far as status words tell of it (interface reference,
 * section 4): 6984 meanwhile, 6989 to a command that it spoilt, 63CF with the next success after it. Each happens once
 * between two resets.
 */
final class Administration {
    private static final int BUSY_FOR = 3;

    private final Profile profile;
    private int named;
    private int successes;
    private boolean done;
    private boolean unannounced;

    Administration(Profile profile) {
        this.profile = profile;
    }

    void reset() {
        named = 0;
        successes = 0;
        done = false;
        unannounced = false;
    }

    /** The server has changed something just now. */
    void happened() {
        done = true;
        unannounced = true;
    }

    /** Whether it has changed something since reset. */
    boolean isDone() {
        return done;
    }

    /** A command names an object; refuses with 6984 or 6989 if the server is at it. */
    void objectNamed() throws Refusal {
        named++;
        int begin = profile.number(Quirk.ADMIN_6984);
        if (begin > 0 && named >= begin && named < begin + BUSY_FOR) {
            throw new Refusal(Status.UNDER_ADMINISTRATION);
        }
        if (named == profile.number(Quirk.ADMIN_6989)) {
            throw new Refusal(Status.ADMINISTERED);
        }
    }

    /** The answer, which says so if the server has finished since the one before. */
    Answer announced(Answer answer) {
        if (answer.status() != Status.OK) {
            return answer;
        }
        if (profile.has(Quirk.ADMIN_63CF) && successes++ == profile.number(Quirk.ADMIN_63CF)) {
            happened();
        }
        if (!unannounced) {
            return answer;
        }
        unannounced = false;
        return new Answer(answer.data(), Status.ADMINISTRATION_DONE);
    }
}
