package iotsafe.client.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RebuildingTest {
    private final Rebuilding rebuilding = new Rebuilding();

    @Test
    void the_delay_grows_and_ends_at_an_hour() {
        Duration last = Duration.ZERO;
        for (int round = 0; round < 5; round++) {
            Duration delay = rebuilding.delay(Duration.ofSeconds(1));
            assertThat(delay).isGreaterThan(last);
            last = delay;
        }
        assertThat(rebuilding.delay(Duration.ofSeconds(1))).isEqualTo(Duration.ofHours(1));
    }

    @Test
    void an_agent_that_held_for_an_hour_is_built_anew_at_once() {
        Duration first = rebuilding.delay(Duration.ZERO);
        rebuilding.delay(Duration.ZERO);
        assertThat(rebuilding.delay(Duration.ofHours(1))).isEqualTo(first);
    }
}
