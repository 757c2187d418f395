package iotsafe.client.cli;

import java.time.Duration;
import java.util.Locale;

/** Prints short times. */
final class Milliseconds {
    private Milliseconds() {}

    /** With one digit after the point, whatever the host's language: {@code 12.3}. */
    static String of(Duration duration) {
        return String.format(Locale.ROOT, "%.1f", number(duration));
    }

    /** In microseconds' precision. */
    static double number(Duration duration) {
        return Math.round(duration.toNanos() / 1000.0) / 1000.0;
    }
}
