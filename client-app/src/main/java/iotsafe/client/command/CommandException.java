package iotsafe.client.command;

/** A command did not do what it was run for; the message names it and says why. */
public final class CommandException extends Exception {
    private static final long serialVersionUID = 1L;

    CommandException(String sentence) {
        super(sentence);
    }

    CommandException(String sentence, Exception cause) {
        super(sentence, cause);
    }
}
