package iotsafe.sim;

import java.util.OptionalInt;

/**
 * One thing that goes wrong once, at a command yet to come.
 *
 * @param instruction the INS at whose first command it happens; empty if {@code exchange} says when
 * @param exchange the command at which it happens, 1 being the next; 0 if {@code instruction} says when
 * @param moment before the card has done the command, or after
 * @param effect what happens
 */
public record Fault(OptionalInt instruction, int exchange, Moment moment, Effect effect) {
    /** Whether the card acts on the command at hand. */
    public enum Moment {
        /** The card never sees the command. */
        BEFORE,
        /** The card has done the command, only the answer is lost. */
        AFTER
    }

    /** What happens. */
    public enum Effect {
        /** The card is out until it is inserted. */
        PULL,
        /** The card is reset and stays in. */
        POWER_CUT,
        /** The answer is other bytes, which mean nothing. */
        GARBAGE
    }

    /** Checks that exactly one of {@code instruction} and {@code exchange} says when. */
    public Fault {
        if (instruction.isPresent() == (exchange > 0) || exchange < 0) {
            throw new IllegalArgumentException("a fault needs an instruction or a positive exchange number, not both");
        }
    }

    /** At the first command with this INS, whatever its class. */
    public static Fault at(int instruction, Moment moment, Effect effect) {
        return new Fault(OptionalInt.of(instruction), 0, moment, effect);
    }

    /** At the n-th command from now, 1 being the next. */
    public static Fault atExchange(int n, Moment moment, Effect effect) {
        return new Fault(OptionalInt.empty(), n, moment, effect);
    }

    boolean isDueAt(byte[] command, long exchangeFromNow) {
        return instruction.isPresent()
                ? command.length > 1 && (command[1] & 0xFF) == instruction.getAsInt()
                : exchange == exchangeFromNow;
    }
}
