package iotsafe.bootstrap;

import java.io.IOException;

/** The state cannot be read or written; the message names the file and what to do. */
public final class StateException extends Exception {
    private static final long serialVersionUID = 1L;

    /** One sentence, and the file system's own reason. */
    public StateException(String sentence, IOException cause) {
        super(sentence, cause);
    }
}
