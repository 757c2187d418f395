package iotsafe.bootstrap.lwm2m;

import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.store.StateFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A process of a device from its start on, on a thread of its own, with what earlier ones have saved in a folder. */
final class RelayedProcess implements FlowListener, AutoCloseable {
    /** Far more than anything here needs. */
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<SavedState> managed = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final Thread thread;

    RelayedProcess(RelayedDevice device, Path folder) {
        this.thread = new Thread(
                () -> {
                    try {
                        device.run(new StateFile(folder), this);
                    } catch (InterruptedException e) {
                        // it is stopped
                    }
                },
                "flow");
        thread.start();
    }

    @Override
    public void reached(DeviceState state, Duration took, long exchanges) {
        if (state instanceof Managed now) {
            managed.add(now.saved());
        }
    }

    @Override
    public void failed(DeviceState next, Throwable failure, Duration pause) {
        failures.add(failure);
    }

    /** Waits until it is registered, and tells with what. */
    SavedState awaitManaged() {
        await().atMost(PATIENCE).until(() -> !managed.isEmpty());
        return managed.get(0);
    }

    /** How often it has registered. */
    int registrations() {
        return managed.size();
    }

    List<Throwable> failures() {
        return failures;
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
