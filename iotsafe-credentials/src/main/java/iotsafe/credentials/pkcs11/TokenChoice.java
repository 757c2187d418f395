package iotsafe.credentials.pkcs11;

import java.nio.charset.StandardCharsets;

/** Which of a library's tokens is meant. */
public sealed interface TokenChoice {
    /**
     * The token of this label, wherever it is plugged in.
     *
     * @param label 1 to 32 bytes of UTF-8, without the blanks that fill it up on the token
     */
    record ByLabel(String label) implements TokenChoice {
        private static final int LONGEST = 32;

        /** Refuses a label that no token can have. */
        public ByLabel {
            int length = label.getBytes(StandardCharsets.UTF_8).length;
            if (label.isBlank() || length > LONGEST) {
                throw new IllegalArgumentException(
                        "the label of a token has 1 to %d bytes; here are %d".formatted(LONGEST, length));
            }
        }
    }

    /**
     * The token in a slot, by the slot's place in the library's list; slot <em>numbers</em> may be new at each start.
     *
     * @param index from 0, over all slots, empty ones too, as {@code slotListIndex} of Java's own PKCS#11 provider counts
     */
    record BySlot(int index) implements TokenChoice {
        /** Refuses a negative index. */
        public BySlot {
            if (index < 0) {
                throw new IllegalArgumentException("slots are counted from 0");
            }
        }
    }

    /** The only token there is. */
    record Only() implements TokenChoice {}
}
