package iotsafe.est.https;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The two forms of Retry-After.
 *
 * @see "RFC 9110 §10.2.3 (field), §5.6.7 (dates: one form sent today, two that a recipient must still read)"
 */
final class RetryAfter {
    /** More than anybody waits; keeps a number of any length from overflowing. */
    private static final Duration FOR_EVER = Duration.ofDays(365);

    private static final List<DateTimeFormatter> DATES = List.of(
            DateTimeFormatter.RFC_1123_DATE_TIME,
            DateTimeFormatter.ofPattern("EEEE, dd-MMM-yy HH:mm:ss 'GMT'", Locale.US),
            DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss yyyy", Locale.US));

    private RetryAfter() {}

    /** How long from now, not negative, at most a year; empty if the field makes no sense. */
    static Optional<Duration> read(String field, Clock clock) {
        String text = field.strip();
        if (text.matches("[0-9]+")) {
            return Optional.of(text.length() > 8 ? FOR_EVER : atMostForEver(Duration.ofSeconds(Long.parseLong(text))));
        }
        return DATES.stream()
                .flatMap(form -> date(form, text).stream())
                .findFirst()
                .map(date -> Duration.between(clock.instant(), date.toInstant()))
                .map(wait -> wait.isNegative() ? Duration.ZERO : atMostForEver(wait));
    }

    private static Optional<ZonedDateTime> date(DateTimeFormatter form, String text) {
        try {
            return Optional.of(
                    form == DateTimeFormatter.RFC_1123_DATE_TIME
                            ? ZonedDateTime.parse(text, form)
                            : LocalDateTime.parse(text, form).atZone(ZoneOffset.UTC));
        } catch (DateTimeException otherForm) {
            return Optional.empty();
        }
    }

    private static Duration atMostForEver(Duration wait) {
        return wait.compareTo(FOR_EVER) > 0 ? FOR_EVER : wait;
    }
}
