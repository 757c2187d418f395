package iotsafe.client.firmware;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes what is being read when nothing has come from it for too long, which ends the read. */
final class Stall implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Stall.class);

    private final Thread watch;
    private volatile long latest = System.nanoTime();

    private Stall(Duration patience, Closeable what) {
        this.watch = new Thread(() -> watch(patience, what), "firmware-stall");
        watch.setDaemon(true);
    }

    /** Begins to watch. */
    static Stall after(Duration patience, Closeable what) {
        Stall stall = new Stall(patience, what);
        stall.watch.start();
        return stall;
    }

    /** Something has come. */
    void goesOn() {
        latest = System.nanoTime();
    }

    private void watch(Duration patience, Closeable what) {
        try {
            for (long left = patience.toNanos(); left > 0; left = latest + patience.toNanos() - System.nanoTime()) {
                Thread.sleep(Duration.ofNanos(left).toMillis() + 1);
            }
            what.close();
        } catch (InterruptedException e) {
            LOG.trace("the end was reached");
        } catch (IOException e) {
            LOG.debug("a stalled download could not be closed", e);
        }
    }

    @Override
    public void close() {
        watch.interrupt();
    }
}
