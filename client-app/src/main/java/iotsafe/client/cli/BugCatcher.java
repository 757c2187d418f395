package iotsafe.client.cli;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ends a flow in which something failed that no step foresees: what it would try again with may be what broke. A renewal that fails so
 * leaves the device registered, and ends nothing.
 */
final class BugCatcher implements FlowListener {
    private @Nullable Throwable bug;

    /** What ended the flow; tells it once. */
    synchronized Optional<Throwable> take() {
        Optional<Throwable> taken = Optional.ofNullable(bug);
        bug = null;
        return taken;
    }

    @Override
    public void reached(DeviceState reached, Duration took, long exchanges) {
        // all is well
    }

    /** The flow's own thread calls, and waits next: the interrupt ends that wait. */
    @Override
    public synchronized void failed(DeviceState next, Throwable failure, Duration pause) {
        if (failure instanceof RuntimeException && !pause.isZero()) {
            bug = failure;
            Thread.currentThread().interrupt();
        }
    }
}
