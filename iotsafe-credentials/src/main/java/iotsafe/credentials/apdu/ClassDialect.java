package iotsafe.credentials.apdu;

import iotsafe.credentials.apdu.Dialect.Habit;
import java.io.IOException;

/**
 * Sends the applet's commands, class 80, in the class that this card takes. Cards are found that take 80, 00 or both; the first
 * command tells: 6E00 (class not supported) selects the other.
 */
public final class ClassDialect implements ApduTransport {
    private static final int CLASS_NOT_SUPPORTED = 0x6E00;

    private final ApduTransport lower;
    private final DialectMemory memory;

    /**
     * A layer above {@code lower}.
     *
     * @param memory what is known of the card, and where what is learnt goes
     */
    public ClassDialect(ApduTransport lower, DialectMemory memory) {
        this.lower = lower;
        this.memory = memory;
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        boolean proprietary = (command[0] & 0x80) != 0;
        Habit known = memory.dialect().proprietaryClass();
        if (!proprietary || known == Habit.YES) {
            return lower.exchange(command);
        }
        if (known == Habit.NO) {
            return lower.exchange(interindustry(command));
        }
        byte[] answer = lower.exchange(command);
        if (!isClassRefused(answer)) {
            memory.learn(before -> before.withProprietaryClass(Habit.YES));
            return answer;
        }
        byte[] second = lower.exchange(interindustry(command));
        if (!isClassRefused(second)) {
            memory.learn(before -> before.withProprietaryClass(Habit.NO));
        }
        return second;
    }

    private static boolean isClassRefused(byte[] answer) {
        return StatusWord.of(answer).value() == CLASS_NOT_SUPPORTED;
    }

    private static byte[] interindustry(byte[] command) {
        byte[] changed = command.clone();
        changed[0] &= 0x7F;
        return changed;
    }
}
