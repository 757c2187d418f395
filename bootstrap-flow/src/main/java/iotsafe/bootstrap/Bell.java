package iotsafe.bootstrap;

import java.time.Duration;

/** Calls the flow while it waits: one of the servers beside its own has written something, or wants a bootstrap. For any thread. */
public final class Bell {
    private boolean rung;
    private boolean bootstrap;

    /** There is something to be saved. */
    public synchronized void ring() {
        rung = true;
        notifyAll();
    }

    /** The device is to bootstrap (OMA LwM2M Core 1.1, /1/x/9 and 16). */
    public synchronized void ringForBootstrap() {
        bootstrap = true;
        ring();
    }

    /** Whether the device is to bootstrap; once. */
    synchronized boolean takeBootstrap() {
        boolean taken = bootstrap;
        bootstrap = false;
        return taken;
    }

    /**
     * Waits, until it rings at most.
     *
     * @return what is left of the time; zero if it did not ring
     */
    public synchronized Duration await(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        while (!rung) {
            long millis = (until - System.nanoTime() + 999_999) / 1_000_000;
            if (millis <= 0) {
                return Duration.ZERO;
            }
            wait(millis);
        }
        rung = false;
        return Duration.ofNanos(Math.max(0, until - System.nanoTime()));
    }
}
