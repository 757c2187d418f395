package iotsafe.credentials.apdu;

import iotsafe.credentials.apdu.Dialect.Habit;
import java.io.IOException;

/**
 * Leaves out the Le 00 at the end of a command where the card refuses it with 6700 (wrong length): some T=0 cards behind modems want
 * none after a body, some PC/SC applets want a bare header. An Le that says a number is never left out, for it has a meaning.
 */
public final class LeDialect implements ApduTransport {
    private static final int WRONG_LENGTH = 0x6700;

    private final ApduTransport lower;
    private final DialectMemory memory;

    /**
     * A layer above {@code lower}.
     *
     * @param memory what is known of the card, and where what is learnt goes
     */
    public LeDialect(ApduTransport lower, DialectMemory memory) {
        this.lower = lower;
        this.memory = memory;
    }

    @Override
    public byte[] exchange(byte[] bytes) throws IOException {
        CommandApdu command = CommandApdu.of(bytes);
        if (command.le().orElse(0) != CommandApdu.MOST) {
            return lower.exchange(bytes);
        }
        return command.body().isEmpty() ? withoutBody(command) : withBody(command);
    }

    /** Not remembered: the one command that this can concern, GET DATA, is sent once or twice in a session. */
    private byte[] withoutBody(CommandApdu command) throws IOException {
        byte[] answer = lower.exchange(command.toBytes());
        return isLengthRefused(answer) ? lower.exchange(command.withoutLe().toBytes()) : answer;
    }

    private byte[] withBody(CommandApdu command) throws IOException {
        Habit known = memory.dialect().lengthAfterBody();
        if (known == Habit.NO) {
            return lower.exchange(command.withoutLe().toBytes());
        }
        byte[] answer = lower.exchange(command.toBytes());
        if (known == Habit.YES) {
            return answer;
        }
        if (!isLengthRefused(answer)) {
            // an error such as 6A82 may come before the card looks at the length: only a success proves that it takes
            // Le
            return StatusWord.of(answer).isSuccess() ? learnt(Habit.YES, answer) : answer;
        }
        byte[] second = lower.exchange(command.withoutLe().toBytes());
        return isLengthRefused(second) ? second : learnt(Habit.NO, second);
    }

    private byte[] learnt(Habit habit, byte[] answer) {
        memory.learn(before -> before.withLengthAfterBody(habit));
        return answer;
    }

    private static boolean isLengthRefused(byte[] answer) {
        return StatusWord.of(answer).value() == WRONG_LENGTH;
    }
}
