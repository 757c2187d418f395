package iotsafe.est;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

/** Which moment a certificate is judged at (RFC 5280 6.1.3 (a)(2)). */
class ValidityClockTest {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);

    private final X509Certificate certificate = TestCa.root("CN=Root").certificate();
    private final Instant from = certificate.getNotBefore().toInstant();
    private final Instant until = certificate.getNotAfter().toInstant();

    private static ValidityClock at(Instant now, boolean unset) {
        return new ValidityClock(Clock.fixed(now, ZoneOffset.UTC), TOLERANCE, () -> unset);
    }

    @Test
    void a_clock_within_the_dates_counts_itself_and_one_within_tolerance_the_nearer_end() {
        assertThat(at(from.plusSeconds(1), false).momentWithin(certificate)).contains(from.plusSeconds(1));
        assertThat(at(from.minus(TOLERANCE), false).momentWithin(certificate)).contains(from);
        assertThat(at(until.plus(TOLERANCE), false).momentWithin(certificate)).contains(until);
    }

    @Test
    void out_of_tolerance_there_is_none() {
        assertThat(at(from.minus(TOLERANCE).minusSeconds(1), false).momentWithin(certificate))
                .isEmpty();
        assertThat(at(until.plus(TOLERANCE).plusSeconds(1), false).momentWithin(certificate))
                .isEmpty();
    }

    @Test
    void a_clock_that_was_never_set_holds_no_beginning_against_a_certificate_but_an_end() {
        assertThat(at(from.minus(Duration.ofDays(3650)), true).momentWithin(certificate))
                .contains(from);
        assertThat(at(until.plus(TOLERANCE).plusSeconds(1), true).momentWithin(certificate))
                .isEmpty();
    }
}
