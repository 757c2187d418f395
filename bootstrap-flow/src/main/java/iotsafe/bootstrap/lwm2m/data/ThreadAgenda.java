package iotsafe.bootstrap.lwm2m.data;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An agenda on a daemon thread of its own, which is made with the first work. */
public final class ThreadAgenda implements Agenda {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadAgenda.class);

    private final Clock clock;
    private final ScheduledThreadPoolExecutor executor;

    /** By this clock's time of day. */
    public ThreadAgenda(Clock clock) {
        this.clock = clock;
        this.executor = new ScheduledThreadPoolExecutor(
                1,
                work -> {
                    Thread thread = new Thread(work, "data");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy());
        executor.setRemoveOnCancelPolicy(true);
    }

    @Override
    public Instant time() {
        return clock.instant();
    }

    @Override
    public long now() {
        return System.nanoTime();
    }

    @Override
    public void run(Runnable work) {
        executor.execute(guarded(work));
    }

    @Override
    public Runnable after(Duration delay, Runnable work) {
        Future<?> future = executor.schedule(guarded(work), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    private static Runnable guarded(Runnable work) {
        return () -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.error("a bug: a notification or Send was not made", e);
            }
        };
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(1, TimeUnit.SECONDS)) {
                LOG.warn("a notification or Send takes longer than a second, and is left alone");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
