package iotsafe.credentials.apdu;

import java.io.IOException;

/**
 * An answer came, but not all of it: an odd number of digits, or fewer than announced. Some modems cut what is longer than their line
 * buffer (AT answers of more than 256 characters). The line itself is whole: a command with a shorter answer will do.
 */
public final class AnswerCutException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Says what is missing.
     *
     * @param message a sentence: {@code the modem announced 516 digits and sent 256}
     */
    public AnswerCutException(String message) {
        super(message);
    }
}
