package iotsafe.client.supervision;

import java.time.Duration;
import java.util.List;

/** How long to wait before an agent that broke is built anew: longer each time, and short again after one that held. */
public final class Rebuilding {
    private static final List<Duration> DELAYS = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(10),
            Duration.ofHours(1));
    private static final Duration HELD = Duration.ofHours(1);

    private int broken;

    /**
     * An agent broke.
     *
     * @param after how long it had run
     * @return how long to wait
     */
    public Duration delay(Duration after) {
        if (after.compareTo(HELD) >= 0) {
            broken = 0;
        }
        Duration delay = DELAYS.get(Math.min(broken, DELAYS.size() - 1));
        broken++;
        return delay;
    }
}
