package iotsafe.client.config;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A value that cannot be read, with what to write instead where that is known. */
final class BadValueException extends IllegalArgumentException {
    private final @Nullable String hint;

    BadValueException(String message, @Nullable String hint) {
        super(message);
        this.hint = hint;
    }

    Optional<String> hint() {
        return Optional.ofNullable(hint);
    }
}
