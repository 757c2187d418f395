package iotsafe.bootstrap.store;

import java.io.IOException;

/** A state file is whole, and of use with another card only. */
final class OtherCardException extends IOException {
    private static final long serialVersionUID = 1L;

    OtherCardException() {
        super("it is sealed to another card");
    }
}
