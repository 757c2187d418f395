package iotsafe.bootstrap.lwm2m;

import java.time.Duration;

/** Counts what servers have written, and what of it has been saved. */
final class SaveBoard {
    private long written;
    private long taken;
    private long saved;

    /** Something was written. */
    synchronized void changed() {
        written++;
    }

    /** Whether something was, since it was taken last. */
    synchronized boolean isChanged() {
        return written != taken;
    }

    /** What is read from here on has all that was written until now. */
    synchronized void take() {
        taken = written;
    }

    /** What was taken is saved, or cannot be. */
    synchronized void saved() {
        saved = taken;
        notifyAll();
    }

    /** Waits until what is written now is saved, or the time is up. */
    synchronized void await(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        long mine = written;
        while (saved < mine) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
