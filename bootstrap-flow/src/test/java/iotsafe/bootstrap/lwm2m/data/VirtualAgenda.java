package iotsafe.bootstrap.lwm2m.data;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** An agenda on whose clock time passes only when a test says so. */
public final class VirtualAgenda implements Agenda {
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final List<Entry> entries = new ArrayList<>();
    private final Instant start;
    private volatile long now;

    private record Entry(long at, Runnable work) {}

    /** At midnight of 2026-01-01. */
    public VirtualAgenda() {
        this(Instant.parse("2026-01-01T00:00:00Z"));
    }

    /** At that time. */
    public VirtualAgenda(Instant start) {
        this.start = start;
    }

    @Override
    public Instant time() {
        return start.plusNanos(now);
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void run(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException e) {
            // as the agenda promises: after its end nothing is done
        }
    }

    @Override
    public Runnable after(Duration delay, Runnable work) {
        Entry entry = new Entry(now + delay.toNanos(), work);
        entries.add(entry);
        return () -> entries.remove(entry);
    }

    /** Until all that was to be done by now is done. */
    public void settle() {
        advance(Duration.ZERO);
    }

    /** Lets time pass, from one piece of work to the next. */
    public void advance(Duration duration) {
        try {
            thread.submit(() -> {
                        long until = now + duration.toNanos();
                        while (true) {
                            Entry next = entries.stream()
                                    .filter(entry -> entry.at() <= until)
                                    .min(Comparator.comparingLong(Entry::at))
                                    .orElse(null);
                            if (next == null) {
                                break;
                            }
                            entries.remove(next);
                            now = Math.max(now, next.at());
                            next.work().run();
                        }
                        now = until;
                    })
                    .get();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
