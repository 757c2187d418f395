package iotsafe.bootstrap;

import java.time.Duration;

/** Waits. */
@FunctionalInterface
public interface Pause {
    /**
     * Comes back no earlier than after {@code duration}.
     *
     * @throws InterruptedException if the agent is to stop
     */
    void atLeast(Duration duration) throws InterruptedException;
}
