package iotsafe.client;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does something again and again on a thread of its own; a failure is logged and does not end it. */
final class Ticker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);

    private final Thread thread;

    private Ticker(Thread thread) {
        this.thread = thread;
    }

    /** Starts at once. */
    static Ticker every(Duration period, Runnable work) {
        Thread thread = new Thread(() -> repeat(period, work), "ticker");
        thread.setDaemon(true);
        thread.start();
        return new Ticker(thread);
    }

    private static void repeat(Duration period, Runnable work) {
        try {
            while (true) {
                Thread.sleep(period.toMillis());
                once(work);
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped");
        }
    }

    private static void once(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("a bug: what is done every so often failed", e);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
