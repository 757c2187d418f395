package iotsafe.credentials.apdu;

import java.time.Duration;

/** How long a card and its reader may take before they are given up. */
@FunctionalInterface
public interface Deadlines {
    /** 5 s, 30 s for cryptography, 60 s for a key pair ({@link Instruction#deadline()}). */
    Deadlines USUAL = Instruction::deadlineOf;

    /**
     * For a command.
     *
     * @param ins its INS byte, known here or not
     */
    Duration of(int ins);

    /** For what a reader does without the card: listing, connecting, letting go. */
    default Duration ofReader() {
        return of(Instruction.SELECT.code());
    }
}
