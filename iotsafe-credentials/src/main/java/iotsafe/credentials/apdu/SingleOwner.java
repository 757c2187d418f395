package iotsafe.credentials.apdu;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that speaks to a card, and the deadline of each call on it. A reader library may block for good, so the caller
 * gives up on the thread: from then on this owner is dead and refuses every call. What still hangs, hangs in a daemon.
 */
public final class SingleOwner {
    private static final Logger LOG = LoggerFactory.getLogger(SingleOwner.class);

    private final ExecutorService thread = Executors.newSingleThreadExecutor(work -> {
        Thread owner = new Thread(work, "iotsafe-card");
        owner.setDaemon(true);
        return owner;
    });
    private volatile boolean dead;

    /**
     * Does one thing on the owner's thread.
     *
     * @throws IOException if it fails so, if it takes longer than {@code deadline}, or if an earlier call did
     */
    public <T> T call(Duration deadline, Callable<T> work) throws IOException {
        if (dead || thread.isShutdown()) {
            throw new IOException("this way to the card was closed, or given up after a call without an answer");
        }
        Future<T> result = thread.submit(work);
        try {
            return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            giveUp(result);
            throw new GivenUpException(deadline);
        } catch (InterruptedException e) {
            giveUp(result);
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while waiting for the card", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException noAnswer) {
                throw noAnswer;
            }
            throw new IllegalStateException("a way to the card failed in an unforeseen manner", e.getCause());
        }
    }

    /**
     * As {@link #call(Duration, Callable)}.
     *
     * @param place what is silent if the time is over, for the message
     * @param remedy what a person can do about it
     */
    public <T> T call(Duration deadline, String place, String remedy, Callable<T> work) throws IOException {
        try {
            return call(deadline, work);
        } catch (GivenUpException e) {
            throw e.at(place, remedy);
        }
    }

    /**
     * Does one thing on a thread of its own.
     *
     * @param place what is silent if the time is over, for the message
     * @param remedy what a person can do about it
     * @throws IOException if it fails so, or if the time is over
     */
    public static <T> T callOnce(Duration deadline, String place, String remedy, Callable<T> work) throws IOException {
        SingleOwner owner = new SingleOwner();
        try {
            return owner.call(deadline, place, remedy, work);
        } finally {
            owner.end(() -> {}, deadline);
        }
    }

    /** Whether a call was given up. */
    public boolean isDead() {
        return dead;
    }

    /** Whether the thread has ended: it was told to, and nothing hangs on it. */
    public boolean isGone() {
        return thread.isTerminated();
    }

    /**
     * Lets go of {@code held} as the last thing on the thread, then ends it; a second time does nothing. Waits, unless the thread hangs:
     * then it happens when it can.
     */
    public void end(Closeable held, Duration deadline) {
        if (thread.isShutdown()) {
            return;
        }
        boolean hangs = dead;
        Future<?> closed = thread.submit(() -> closeQuietly(held));
        thread.shutdown();
        if (hangs) {
            return;
        }
        try {
            closed.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
            if (!thread.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.debug("the thread of a way to the card does not end");
            }
        } catch (TimeoutException e) {
            dead = true;
            LOG.debug("the way to the card does not close: {}", e.toString());
        } catch (ExecutionException e) {
            LOG.debug("the way to the card did not close: {}", e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void giveUp(Future<?> hanging) {
        dead = true;
        hanging.cancel(true);
    }

    private static void closeQuietly(Closeable held) {
        try {
            held.close();
        } catch (IOException e) {
            LOG.debug("the way to the card did not close: {}", e.getMessage());
        }
    }
}
