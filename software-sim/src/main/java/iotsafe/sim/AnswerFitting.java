package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;

/**
 * Fits an answer to what the command allowed, as the transmission protocol wants it (interface reference 1.5).
 *
 * <p>T=0 (ISO/IEC 7816-3, 12.2): without a body P3 must be the length exactly, else 6Cxx; after a body all of the answer
 * waits, 61xx. T=1: all comes at once, also without Le, as a published trace shows; what is more than Le waits. GET RESPONSE
 * fetches what waits, in parts if asked so.
 */
final class AnswerFitting {
    private final Protocol protocol;
    private Answer waiting = Answer.DONE;
    private int waitingOn;

    AnswerFitting(Protocol protocol) {
        this.protocol = protocol;
    }

    /** Refuses with 6Cxx a command without a body that must be repeated: for commands that may then not have acted yet. */
    static void requireLength(Protocol protocol, Command command, int size) throws Refusal {
        if (protocol == Protocol.T0 && size > 0 && command.le() != size) {
            throw new Refusal(Status.rightLe(size));
        }
    }

    /** The answer to send now. */
    Answer fit(Command command, int channel, Answer answer) throws Refusal {
        int size = answer.data().size();
        if (size == 0) {
            return answer;
        }
        if (protocol == Protocol.T0 && command.body().isEmpty()) {
            requireLength(protocol, command, size);
            return answer;
        }
        waiting = answer;
        waitingOn = channel;
        return protocol == Protocol.T0 ? Answer.of(Status.waiting(size)) : take(command.atMost(size));
    }

    /** GET RESPONSE: the next part of what waits on this channel; 6985 if nothing does. */
    Answer next(Command command, int channel) throws Refusal {
        command.requireNoBody();
        command.requireP1P2(0, 0);
        int size = waiting.data().size();
        ObjectStore.require(size > 0 && waitingOn == channel);
        if (protocol == Protocol.T0 && command.le() > size) {
            throw new Refusal(Status.rightLe(size));
        }
        return take(command.atMost(size));
    }

    /** Drops what waits. */
    void forget() {
        waiting = Answer.DONE;
    }

    private Answer take(int count) {
        Octets data = waiting.data();
        int left = data.size() - count;
        waiting = new Answer(data.slice(count, data.size()), waiting.status());
        return new Answer(data.slice(0, count), left == 0 ? waiting.status() : Status.waiting(left));
    }
}
