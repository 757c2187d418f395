package iotsafe.sim;

import iotsafe.sim.apdu.Answer;
import iotsafe.sim.apdu.ClassByte;
import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import java.util.Set;

/**
 * Fits an answer to what the command allowed, as the transmission protocol wants it (interface reference 1.5).
 *
 * <p>T=0 (ISO/IEC 7816-3, 12.2): without a body P3 must be the length exactly, else 6Cxx; after a body all of the answer
 * waits, 61xx. T=1: all comes at once, also without Le, as a published trace shows; what is more than Le waits. GET RESPONSE
 * fetches what waits, in parts if asked so.
 */
final class AnswerFitting {
    private static final int MOST = 256;
    /** READ FILE and READ PUBLIC KEY change nothing, so that 6Cxx may come when they are done. */
    private static final Set<Integer> READING = Set.of(0xB0, 0xCD);

    private final SimMemory memory;
    private final Profile profile;
    private Answer waiting = Answer.DONE;
    private int waitingOn;
    private boolean ready;

    AnswerFitting(SimMemory memory) {
        this.memory = memory;
        this.profile = memory.profile();
    }

    /** Refuses with 6Cxx a command without a body that must be repeated: for commands that may then not have acted yet. */
    static void requireLength(SimMemory memory, Command command, int size) throws Refusal {
        if (isExact(memory) && size > 0 && command.le() != size) {
            throw new Refusal(Status.rightLe(size));
        }
    }

    /** The answer to send now. */
    Answer fit(Command command, int channel, Answer answer) throws Refusal {
        int size = answer.data().size();
        if (size == 0) {
            return answer;
        }
        boolean hasBody = !command.body().isEmpty();
        if (isExact(memory) && !hasBody) {
            requireLength(memory, command, size);
            return answer;
        }
        if (READING.contains(command.ins()) && hasBody && profile.has(Quirk.LE_EXACT_READING)) {
            requireExact(command, size);
        }
        Answer announced = hold(answer, channel);
        return waits() && hasBody ? announced : take(command.atMost(size));
    }

    /** Keeps the answer for GET RESPONSE and gives what announces it. */
    Answer hold(Answer answer, int channel) {
        waiting = answer;
        waitingOn = channel;
        ready = !profile.has(Quirk.GET_RESPONSE_60);
        return Answer.of(announcing(answer.data().size()));
    }

    /** GET RESPONSE: the next part of what waits on this channel; 6985 if nothing does. */
    Answer next(Command command, ClassByte cla) throws Refusal {
        if (profile.has(cla.proprietary() ? Quirk.GET_RESPONSE_0C : Quirk.GET_RESPONSE_8C)) {
            throw new Refusal(Status.WRONG_CLASS);
        }
        command.requireNoBody();
        command.requireP1P2(0, 0);
        int size = waiting.data().size();
        ObjectStore.require(size > 0 && waitingOn == cla.channel());
        if (!ready) {
            ready = true;
            return Answer.of(Status.NOT_READY);
        }
        if (memory.protocol() == Protocol.T0 && command.le() > size) {
            throw new Refusal(Status.rightLe(size));
        }
        return take(command.atMost(size));
    }

    /** Drops what waits. */
    void forget() {
        waiting = Answer.DONE;
    }

    /** A command without Le takes what comes. */
    private static void requireExact(Command command, int size) throws Refusal {
        if (command.le() != Command.NO_LE && command.le() != size) {
            throw new Refusal(Status.rightLe(size));
        }
    }

    private static boolean isExact(SimMemory memory) {
        return memory.protocol() == Protocol.T0 || memory.profile().has(Quirk.LE_EXACT);
    }

    private boolean waits() {
        return memory.protocol() == Protocol.T0
                || profile.has(Quirk.ANSWER_61)
                || profile.has(Quirk.ANSWER_9F)
                || profile.has(Quirk.GET_RESPONSE_60)
                || profile.has(Quirk.GET_RESPONSE_8C)
                || profile.has(Quirk.GET_RESPONSE_0C);
    }

    private int announcing(int bytes) {
        return profile.has(Quirk.ANSWER_9F) ? Status.waiting2g(bytes) : Status.waiting(bytes);
    }

    private Answer take(int wanted) {
        Octets data = waiting.data();
        int most = memory.protocol() == Protocol.T1 ? profile.number(Quirk.ANSWER_PART) : MOST;
        int count = Math.min(wanted, most);
        int left = data.size() - count;
        waiting = new Answer(data.slice(count, data.size()), waiting.status());
        return new Answer(data.slice(0, count), left == 0 ? waiting.status() : announcing(left));
    }
}
