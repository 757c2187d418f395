package iotsafe.client;

import java.nio.file.Path;

/** Two agents cannot work with one state folder; the message says which. */
public final class StateInUseException extends Exception {
    private static final long serialVersionUID = 1L;

    StateInUseException(Path folder) {
        super("another agent works with state folder %s; stop it first, or set state.dir".formatted(folder));
    }
}
