package iotsafe.client.health;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HealthAnswerTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final Duration GRACE = Duration.ofMinutes(5);

    private static HealthAnswer answer(boolean registered, Optional<Instant> last, boolean alive) {
        return HealthAnswer.of(
                new Standing.Look(
                        "Registering", "the account is saved", registered, last, Optional.empty(), Optional.empty()),
                alive,
                GRACE,
                NOW);
    }

    @Test
    void a_registration_that_was_lost_counts_until_the_grace_is_over() {
        assertThat(answer(false, Optional.of(NOW.minus(GRACE).plusMillis(1)), true)
                        .healthy())
                .isTrue();
        assertThat(answer(false, Optional.of(NOW.minus(GRACE)), true).healthy()).isFalse();
        assertThat(answer(false, Optional.empty(), true).healthy()).isFalse();
    }

    @Test
    void a_flow_that_hangs_is_ill_whatever_it_reached_before() {
        HealthAnswer answer = answer(true, Optional.of(NOW), false);
        assertThat(answer.healthy()).isFalse();
        assertThat(answer.json()).contains("the flow does not move: the account is saved");
    }
}
