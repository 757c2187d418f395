package iotsafe.client.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The flow is alive until the time that it said itself. */
class PulseTest {
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may run over
    private final Pulse pulse = new Pulse(Duration.ofSeconds(10), now::get);

    private void passes(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void a_flow_that_is_silent_for_longer_than_its_longest_step_is_dead() {
        passes(Duration.ofMillis(9_999));
        assertThat(pulse.isAlive()).isTrue();
        passes(Duration.ofMillis(1));
        assertThat(pulse.isAlive()).isFalse();
        pulse.beat();
        assertThat(pulse.isAlive()).isTrue();
    }

    @Test
    void a_wait_that_was_told_is_no_hang() {
        pulse.beat(Duration.ofHours(6));
        passes(Duration.ofHours(6).plusSeconds(9));
        assertThat(pulse.isAlive()).isTrue();
        passes(Duration.ofSeconds(1));
        assertThat(pulse.isAlive()).isFalse();
    }
}
