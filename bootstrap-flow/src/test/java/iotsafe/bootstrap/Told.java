package iotsafe.bootstrap;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A listener that writes down what it is told. */
final class Told implements FlowListener {
    /** So short that no test waits for them, and far enough apart to be told from one another: no answer 1 to 8 ms, a no 20 to 40 ms. */
    static final Delays TINY = new Delays(
            new Delays.Range(Duration.ofMillis(1), Duration.ofMillis(8)),
            new Delays.Range(Duration.ofMillis(20), Duration.ofMillis(40)));

    private final List<DeviceState> reached = new CopyOnWriteArrayList<>();
    private final List<Long> exchanges = new CopyOnWriteArrayList<>();
    private final List<Failed> failed = new CopyOnWriteArrayList<>();
    private volatile Consumer<DeviceState> atReached = state -> {};
    private volatile Consumer<Failed> atFailure = failure -> {};

    record Failed(DeviceState next, Throwable failure, Duration pause) {}

    void whenReached(Class<? extends DeviceState> state, Runnable action) {
        atReached = reachedNow -> {
            if (state.isInstance(reachedNow)) {
                action.run();
            }
        };
    }

    void whenFailed(int times, Runnable action) {
        atFailure = failure -> {
            if (failed.size() == times) {
                action.run();
            }
        };
    }

    @Override
    public void reached(DeviceState state, Duration took, long cost) {
        reached.add(state);
        exchanges.add(cost);
        atReached.accept(state);
    }

    @Override
    public void failed(DeviceState next, Throwable failure, Duration pause) {
        Failed now = new Failed(next, failure, pause);
        failed.add(now);
        atFailure.accept(now);
    }

    /** The names of the states, in order. */
    List<String> names() {
        return reached.stream().map(state -> state.getClass().getSimpleName()).toList();
    }

    List<DeviceState> reached() {
        return List.copyOf(reached);
    }

    List<Failed> failures() {
        return List.copyOf(failed);
    }

    long exchanges() {
        return exchanges.stream().mapToLong(Long::longValue).sum();
    }

    void clear() {
        reached.clear();
        exchanges.clear();
        failed.clear();
    }
}
