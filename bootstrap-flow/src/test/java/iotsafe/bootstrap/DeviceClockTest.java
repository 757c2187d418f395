package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A clock that is wrong or was never set (design section 6; OMA LwM2M Core, /3/0/13). */
class DeviceClockTest {
    private static final Instant FLOOR = Instant.parse("2026-11-01T00:00:00Z");
    private static final Instant TRUE_TIME = Instant.parse("2027-03-01T10:00:00Z");

    private final SettableClock host = new SettableClock(Instant.EPOCH);
    private final AtomicLong nanos = new AtomicLong();

    private DeviceClock clock() {
        return new DeviceClock(host, FLOOR, nanos::get);
    }

    private void pass(Duration time) {
        host.advance(time);
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void a_host_clock_after_the_floor_counts() {
        host.advance(Duration.between(Instant.EPOCH, TRUE_TIME));

        assertThat(clock().instant()).isEqualTo(TRUE_TIME);
        assertThat(clock().isUnset()).isFalse();
    }

    @Test
    void one_before_the_floor_is_not_set_and_time_runs_from_the_floor() {
        DeviceClock clock = clock();
        pass(Duration.ofMinutes(3));

        assertThat(clock.isUnset()).isTrue();
        assertThat(clock.instant()).isEqualTo(FLOOR.plus(Duration.ofMinutes(3)));
    }

    @Test
    void what_a_server_tells_counts_and_runs_on() {
        DeviceClock clock = clock();
        assertThat(clock.tell(TRUE_TIME)).isTrue();
        pass(Duration.ofHours(5));

        assertThat(clock.isUnset()).isFalse();
        assertThat(clock.instant()).isEqualTo(TRUE_TIME.plus(Duration.ofHours(5)));
    }

    @Test
    void a_server_that_tells_a_time_before_the_floor_is_not_believed() {
        DeviceClock clock = clock();

        assertThat(clock.tell(FLOOR.minusSeconds(1))).isFalse();
        assertThat(clock.isUnset()).isTrue();
    }

    @Test
    void the_date_of_an_answer_counts_where_nobody_knows_the_time_and_from_the_floor_on() {
        DeviceClock clock = clock();
        clock.hear(FLOOR.minusSeconds(1));
        assertThat(clock.isUnset()).isTrue();

        clock.hear(TRUE_TIME);
        pass(Duration.ofHours(1));

        assertThat(clock.isUnset()).isFalse();
        assertThat(clock.instant()).isEqualTo(TRUE_TIME.plus(Duration.ofHours(1)));
    }

    @Test
    void a_date_takes_the_time_forward_and_never_back() {
        DeviceClock clock = clock();
        clock.tell(TRUE_TIME);
        clock.hear(TRUE_TIME.minus(Duration.ofDays(1)));
        clock.hear(TRUE_TIME.plusSeconds(1));
        assertThat(clock.instant()).isEqualTo(TRUE_TIME);

        clock.hear(TRUE_TIME.plus(Duration.ofDays(1)));
        assertThat(clock.instant()).isEqualTo(TRUE_TIME.plus(Duration.ofDays(1)));
    }

    @Test
    void a_date_is_nothing_to_a_host_clock_that_is_set() {
        host.advance(Duration.between(Instant.EPOCH, TRUE_TIME));
        DeviceClock clock = clock();
        clock.hear(TRUE_TIME.plus(Duration.ofDays(400)));

        assertThat(clock.instant()).isEqualTo(TRUE_TIME);
    }

    @Test
    void a_host_clock_that_is_set_afterwards_counts_again() {
        DeviceClock clock = clock();
        clock.tell(TRUE_TIME);
        host.advance(Duration.between(host.instant(), TRUE_TIME.plusSeconds(7)));

        assertThat(clock.instant()).isEqualTo(TRUE_TIME.plusSeconds(7));
    }

    @Test
    void a_clock_ahead_by_ten_years_is_put_right_by_a_server() {
        host.advance(Duration.between(Instant.EPOCH, TRUE_TIME.plus(Duration.ofDays(3650))));
        DeviceClock clock = clock();
        clock.tell(TRUE_TIME);

        assertThat(clock.instant()).isEqualTo(TRUE_TIME);
    }
}
