package iotsafe.client.health;

import iotsafe.bootstrap.Bell;
import iotsafe.bootstrap.Pause;
import java.time.Duration;

/**
 * The flow's waits: each is a beat of its pulse.
 *
 * @param pulse of the flow
 * @param bell calls it
 */
public record PulsedPause(Pulse pulse, Bell bell) implements Pause {
    @Override
    public void atLeast(Duration duration) throws InterruptedException {
        pulse.beat(duration);
        Thread.sleep(duration.toMillis());
    }

    @Override
    public Duration untilCalled(Duration duration) throws InterruptedException {
        pulse.beat(duration);
        return bell.await(duration);
    }
}
