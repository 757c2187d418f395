package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When to renew (design section 6; est.md E 19): inside the validity, spread, bounded, and the same after a restart. */
class RenewalPolicyTest {
    private static final RenewalPolicy USUAL = RenewalPolicy.USUAL;
    private static final Instant NOW = TestCa.NOW;

    private final TestCa ca = TestCa.root("CN=Operator CA");

    private X509Certificate lasting(Duration lifetime) {
        return ca.client("CN=dev1", TestCa.keyPair().getPublic(), new TestCa.Dates(NOW, NOW.plus(lifetime)));
    }

    @Test
    void begins_at_80_percent_of_a_short_lifetime_and_30_days_before_the_end_of_a_long_one() {
        assertThat(USUAL.begin(lasting(Duration.ofDays(50)))).isEqualTo(NOW.plus(Duration.ofDays(40)));
        assertThat(USUAL.begin(lasting(Duration.ofDays(1000)))).isEqualTo(NOW.plus(Duration.ofDays(970)));
    }

    @Test
    void ten_attempts_lie_one_in_each_tenth_of_what_is_left_and_then_comes_the_end() {
        X509Certificate certificate = lasting(Duration.ofDays(100));
        Instant end = certificate.getNotAfter().toInstant();
        Instant begin = USUAL.begin(certificate);
        RenewalHistory history = RenewalHistory.NONE;
        for (int i = 0; i < 10; i++) {
            Instant next = USUAL.nextTry(certificate, history, end);
            assertThat(next)
                    .isBetween(
                            begin.plus(Duration.ofDays(2).multipliedBy(i)),
                            begin.plus(Duration.ofDays(2).multipliedBy(i + 1L)));
            history = history.failed(next, "no answer");
        }
        assertThat(USUAL.nextTry(certificate, history, end)).isEqualTo(end);
        history = history.failed(end, "no answer");
        assertThat(USUAL.nextTry(certificate, history, end.plusSeconds(1))).isEqualTo(end.plus(Duration.ofHours(6)));
    }

    @Test
    void a_try_that_was_missed_is_made_up_for_once_and_not_once_for_each() {
        X509Certificate certificate = lasting(Duration.ofDays(100));
        Instant late = USUAL.begin(certificate).plus(Duration.ofDays(11));

        assertThat(USUAL.nextTry(certificate, RenewalHistory.NONE, late)).isBefore(late);
        assertThat(USUAL.nextTry(certificate, RenewalHistory.NONE.failed(late, "no answer"), late))
                .isAfter(late);
    }

    @Test
    void certificates_of_one_batch_are_not_renewed_at_one_moment() {
        Set<Instant> moments = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            moments.add(USUAL.nextTry(lasting(Duration.ofDays(100)), RenewalHistory.NONE, NOW));
        }
        assertThat(moments).hasSize(50);
    }

    @Test
    void a_server_that_puts_us_off_is_asked_again_when_it_said_but_no_later_than_after_a_day() {
        X509Certificate certificate = lasting(Duration.ofDays(100));
        Instant soon = NOW.plusSeconds(600);

        assertThat(USUAL.nextTry(certificate, RenewalHistory.NONE.putOff(NOW, Duration.ofMinutes(10), "busy"), NOW))
                .isEqualTo(soon);
        assertThat(USUAL.nextTry(certificate, RenewalHistory.NONE.putOff(NOW, Duration.ofDays(3650), "busy"), NOW))
                .isEqualTo(USUAL.nextTry(certificate, RenewalHistory.NONE, NOW));
    }

    @Test
    void tries_of_a_clock_that_was_ahead_by_ten_years_do_not_count() {
        X509Certificate certificate = lasting(Duration.ofDays(100));
        RenewalHistory fromTheFuture =
                RenewalHistory.NONE.failed(NOW.plus(Duration.ofDays(3650)), "certificate expired");

        assertThat(USUAL.nextTry(certificate, fromTheFuture, NOW))
                .isEqualTo(USUAL.nextTry(certificate, RenewalHistory.NONE, NOW));
    }

    @Test
    void whatever_the_dates_a_failed_try_is_followed_by_a_later_one() {
        Random random = new Random(20261123);
        for (int round = 0; round < 500; round++) {
            X509Certificate certificate = lasting(Duration.ofSeconds(1 + random.nextInt(100_000_000)));
            RenewalPolicy policy = new RenewalPolicy(
                    random.nextDouble(), Duration.ofSeconds(random.nextInt(10_000_000)), 1 + random.nextInt(20), true);
            Instant now = NOW.plusSeconds(random.nextInt(200_000_000));
            Instant next = policy.nextTry(
                    certificate,
                    new RenewalHistory(Optional.of(now), 1, Optional.of("no answer"), Optional.empty()),
                    now);
            assertThat(next).as("round %d", round).isAfter(now);
        }
    }

    @Test
    void refuses_what_can_never_renew() {
        assertThatThrownBy(() -> new RenewalPolicy(1.1, Duration.ZERO, 1, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RenewalPolicy(0.5, Duration.ZERO, 0, true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
