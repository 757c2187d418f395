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

    /**
     * Comes back after {@code duration}, or as soon as the flow is called for ({@link Bell}).
     *
     * @return what is left
     */
    default Duration untilCalled(Duration duration) throws InterruptedException {
        atLeast(duration);
        return Duration.ZERO;
    }
}
