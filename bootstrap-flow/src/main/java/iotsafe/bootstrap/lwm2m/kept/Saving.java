package iotsafe.bootstrap.lwm2m.kept;

import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Saves what has changed, on the disk's own thread: several changes at once cost one write, and a slow disk holds nobody up for long. */
public final class Saving {
    private static final Logger LOG = LoggerFactory.getLogger(Saving.class);
    /** What an answer waits for a disk at most; CoAP repeats the request after two seconds (RFC 7252 4.8). */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ExecutorService disk;
    private final Runnable save;
    private final AtomicLong changes = new AtomicLong();
    /** Of the disk's thread. */
    private long saved;

    /**
     * Nothing has changed yet.
     *
     * @param disk one thread
     * @param save is run there
     */
    public Saving(ExecutorService disk, Runnable save) {
        this.disk = disk;
        this.save = save;
    }

    /** A thread for disks, which ends when it has had nothing to do for a while. */
    public static ExecutorService thread() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                1,
                1,
                10,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> {
                    Thread thread = new Thread(work, "kept");
                    thread.setDaemon(true);
                    return thread;
                },
                (work, closed) -> ((Future<?>) work).cancel(false));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** Nothing more is saved than what has changed until now, if the disk does that in time. */
    public static void end(ExecutorService disk) {
        disk.shutdown();
        try {
            if (!disk.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                LOG.warn("the disk takes longer than {} s; the device stops all the same", PATIENCE.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Something has changed, and is saved soon. */
    public void changed() {
        disk.execute(work());
    }

    /** Something has changed; waits until it is saved, though not for ever. */
    public void changedAndWait() {
        FutureTask<?> work = work();
        disk.execute(work);
        try {
            work.get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            LOG.warn("the disk takes longer than {} s; the server is answered all the same", PATIENCE.toSeconds());
        } catch (CancellationException | ExecutionException e) {
            LOG.warn("the device stops, and does not save what a server asked for just now");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FutureTask<?> work() {
        long mine = changes.incrementAndGet();
        return new FutureTask<>(Executors.callable(() -> {
            if (saved < mine) {
                saved = changes.get();
                saveOnce();
            }
        }));
    }

    private void saveOnce() {
        try {
            save.run();
        } catch (RuntimeException e) {
            LOG.error("a bug: what a server asked for is not saved", e);
        }
    }
}
