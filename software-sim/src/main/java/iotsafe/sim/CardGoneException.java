package iotsafe.sim;

import java.io.IOException;

/** The card gave no answer: it is out, or lost power. Whether it did the command is for the caller to find out. */
public final class CardGoneException extends IOException {
    private final boolean stillInserted;

    CardGoneException(String message, boolean stillInserted) {
        super(message);
        this.stillInserted = stillInserted;
    }

    /** Whether the card is there again at once, reset by a loss of power, and not pulled out. */
    public boolean isStillInserted() {
        return stillInserted;
    }
}
