package iotsafe.bootstrap.store;

import java.io.IOException;

/** A state file is not what was once written: cut, changed, or never ours. */
final class DamagedStateException extends IOException {
    private static final long serialVersionUID = 1L;

    DamagedStateException(String problem) {
        super(problem);
    }
}
