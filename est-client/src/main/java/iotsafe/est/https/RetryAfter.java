package iotsafe.est.https;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * The two forms of Retry-After.
 *
 * @see "RFC 9110 §10.2.3"
 */
final class RetryAfter {
    /** More than anybody waits; keeps a number of any length from overflowing. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private RetryAfter() {}

    /** How long from now, not negative, at most a year; empty if the field makes no sense. */
    static Optional<Duration> read(String field, Clock clock) {
        String text = field.strip();
        if (text.matches("[0-9]+")) {
            return Optional.of(text.length() > 8 ? FOR_EVER : atMostForEver(Duration.ofSeconds(Long.parseLong(text))));
        }
        return HttpDate.read(text)
                .map(date -> Duration.between(clock.instant(), date))
                .map(wait -> wait.isNegative() ? Duration.ZERO : atMostForEver(wait));
    }

    private static Duration atMostForEver(Duration wait) {
        return wait.compareTo(FOR_EVER) > 0 ? FOR_EVER : wait;
    }
}
