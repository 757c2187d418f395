package iotsafe.bootstrap;

import dev.failsafe.RetryPolicy;
import dev.failsafe.RetryPolicyBuilder;
import java.time.Duration;

/**
 * How long to wait before a try, in one place. Each delay doubles from its first to its longest, with a fifth of jitter, without end: nobody
 * is near the device to start it again.
 *
 * @param unreachable after nobody answered
 * @param refused after somebody said no
 */
public record Delays(Range unreachable, Range refused) {
    /** Five seconds to five minutes, and one minute to six hours. */
    public static final Delays USUAL = new Delays(
            new Range(Duration.ofSeconds(5), Duration.ofMinutes(5)),
            new Range(Duration.ofMinutes(1), Duration.ofHours(6)));

    private static final double JITTER = 0.2;

    /**
     * From the first delay to the longest.
     *
     * @param first more than zero
     * @param longest more than {@code first}
     */
    public record Range(Duration first, Duration longest) {
        /** The first delay, doubled as many times, up to the longest. */
        Duration doubled(int times) {
            Duration delay = first;
            for (int i = 0; i < times && delay.compareTo(longest) < 0; i++) {
                delay = delay.multipliedBy(2);
            }
            return delay.compareTo(longest) > 0 ? longest : delay;
        }

        RetryPolicyBuilder<Object> endlessly() {
            return RetryPolicy.builder()
                    .withBackoff(first, longest)
                    .withJitter(JITTER)
                    .withMaxRetries(-1);
        }
    }
}
