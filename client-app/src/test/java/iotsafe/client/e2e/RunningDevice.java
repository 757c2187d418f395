package iotsafe.client.e2e;

import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.awaitility.core.ConditionTimeoutException;

/** A flow on a thread of its own, as the daemon has it, until it is closed. */
final class RunningDevice implements AutoCloseable {
    private static final Duration OFTEN = Duration.ofMillis(10);

    private final List<Managed> registrations = new CopyOnWriteArrayList<>();
    private final List<DeviceState> states = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final DeviceInMemory device;
    private volatile Consumer<DeviceState> atFailure = next -> {};
    private final Thread thread;

    /** Starts it. */
    RunningDevice(DeviceInMemory device) {
        this.device = device;
        Flow flow = device.flow(new Heard());
        this.thread = new Thread(() -> run(flow), "flow of a device in memory");
        thread.start();
    }

    private static void run(Flow flow) {
        try {
            flow.run();
        } catch (InterruptedException e) {
            // it is closed
        }
    }

    private final class Heard implements FlowListener {
        @Override
        public void reached(DeviceState reached, Duration took, long exchanges) {
            states.add(reached);
            if (reached instanceof Managed managed) {
                registrations.add(managed);
            }
        }

        @Override
        public void failed(DeviceState next, Throwable failure, Duration pause) {
            failures.add(failure);
            atFailure.accept(next);
        }
    }

    /** Waits for the {@code nth} registration, 1 being the first, and gives it. */
    Managed awaitRegistration(int nth) {
        try {
            await().atMost(Program.PATIENCE).pollInterval(OFTEN).until(() -> registrations.size() >= nth);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "registered %d times; reached %s; failures %s".formatted(registrations.size(), states, failures));
        }
        return registrations.get(nth - 1);
    }

    /** How often it has registered, renewals included. */
    int registrations() {
        return registrations.size();
    }

    /** Waits until so many tries have failed. */
    void awaitFailures(int count) {
        await().atMost(Program.PATIENCE).pollInterval(OFTEN).until(() -> failures.size() >= count);
    }

    /** Runs this on the flow's thread as it fails and is to go on from a state of that name. */
    void whenFailed(String next, Runnable action) {
        atFailure = state -> {
            if (next.equals(state.getClass().getSimpleName())) {
                action.run();
            }
        };
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Program.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        device.close();
    }
}
