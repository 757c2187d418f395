package iotsafe.client.health;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Whether the flow moves. At each beat the flow's own thread says by when it will be heard of again at the latest; a flow that hangs misses
 * that time, whatever other threads go on to do.
 */
public final class Pulse {
    private final LongSupplier nanoTime;
    private final Duration step;
    private volatile long heardOfUntil;

    /**
     * Begins with a beat.
     *
     * @param step longer than any step of the flow can take
     */
    public Pulse(Duration step) {
        this(step, System::nanoTime);
    }

    Pulse(Duration step, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.step = step;
        beat();
    }

    /** The next step begins. */
    public void beat() {
        beat(Duration.ZERO);
    }

    /** It begins after a wait of this long. */
    public void beat(Duration wait) {
        heardOfUntil = nanoTime.getAsLong() + wait.plus(step).toNanos();
    }

    /** Whether the time that was said last is still to come. */
    public boolean isAlive() {
        return heardOfUntil - nanoTime.getAsLong() > 0;
    }
}
