package iotsafe.bootstrap.lwm2m;

import java.time.Duration;

/** Counts what servers have written, and what of it has been saved. */
final class SaveBoard {
    private long written;
    private long taken;
    private long saved;
    private long lost;

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

    /** What was taken is saved. */
    synchronized void saved() {
        saved = taken;
        notifyAll();
    }

    /** What was taken cannot be saved. */
    synchronized void lost() {
        lost = taken;
        notifyAll();
    }

    /** Waits until it is known of what is written now whether it is saved, or the time is up; whether it is. */
    synchronized boolean await(Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        long mine = written;
        while (saved < mine && lost < mine) {
            long millis = (until - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return saved >= mine;
    }
}
