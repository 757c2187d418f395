package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;

/** Fits an answer to what the command allowed, as the transmission protocol wants it (interface reference 1.5). */
abstract sealed class AnswerFitting {
    static AnswerFitting of(Protocol protocol) {
        return switch (protocol) {
            case T0 -> new Characters();
            case T1 -> new Blocks();
        };
    }

    /** The answer to send now. */
    abstract Answer fit(Command command, int channel, Answer answer);

    /** GET RESPONSE: the next part of what waits on this channel. */
    abstract Answer next(Command command, int channel) throws Refusal;

    /** Drops what waits. */
    abstract void forget();

    /** T=1: all comes at once, also without Le, as a published trace shows; a smaller Le is answered 6Cxx. */
    private static final class Blocks extends AnswerFitting {
        @Override
        Answer fit(Command command, int channel, Answer answer) {
            int size = answer.data().size();
            return command.le() != Command.NO_LE && command.le() < size ? Answer.of(Status.rightLe(size)) : answer;
        }

        @Override
        Answer next(Command command, int channel) throws Refusal {
            throw new Refusal(Status.CONDITIONS); // nothing ever waits
        }

        @Override
        void forget() {}
    }

    /**
     * T=0 (ISO/IEC 7816-3, 12.2): without a body P3 must be the length exactly, else 6Cxx; after a body the answer waits,
     * 61xx. GET RESPONSE for less than waits leaves the rest waiting, for more is answered 6Cxx.
     */
    private static final class Characters extends AnswerFitting {
        private Answer waiting = Answer.DONE;
        private int waitingOn;

        @Override
        Answer fit(Command command, int channel, Answer answer) {
            int size = answer.data().size();
            if (size == 0) {
                return answer;
            }
            if (command.body().isEmpty()) {
                return command.le() == size ? answer : Answer.of(Status.rightLe(size));
            }
            waiting = answer;
            waitingOn = channel;
            return Answer.of(Status.waiting(size));
        }

        @Override
        Answer next(Command command, int channel) throws Refusal {
            command.requireNoBody();
            command.requireP1P2(0, 0);
            int size = waiting.data().size();
            if (size == 0 || waitingOn != channel) {
                throw new Refusal(Status.CONDITIONS);
            }
            if (command.le() > size) {
                throw new Refusal(Status.rightLe(size));
            }
            Octets part = waiting.data().slice(0, command.le());
            waiting = new Answer(waiting.data().slice(command.le(), size), waiting.status());
            return new Answer(part, size == command.le() ? waiting.status() : Status.waiting(size - command.le()));
        }

        @Override
        void forget() {
            waiting = Answer.DONE;
        }
    }
}
