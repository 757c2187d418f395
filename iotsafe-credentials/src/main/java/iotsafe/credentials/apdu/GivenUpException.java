package iotsafe.credentials.apdu;

import java.io.IOException;
import java.time.Duration;

/** A call took longer than it may; it may hang still. */
final class GivenUpException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient Duration after;

    GivenUpException(Duration after) {
        super("no answer within %s s".formatted(seconds(after)));
        this.after = after;
    }

    /** The same, with the place that was silent and what a person can do about it. */
    IOException at(String place, String remedy) {
        return new IOException("%s was silent for %s s: %s".formatted(place, seconds(after), remedy), this);
    }

    private static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0
                ? String.valueOf(time.toSeconds())
                : String.valueOf(time.toMillis() / 1000.0);
    }
}
