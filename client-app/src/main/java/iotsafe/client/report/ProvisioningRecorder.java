package iotsafe.client.report;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.Renewing;
import iotsafe.bootstrap.Switching;
import iotsafe.client.health.Monitor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Writes the steps down that led to a registration, if the account or the certificate came anew on the way. */
public final class ProvisioningRecorder implements FlowListener {
    /** A first provisioning takes nine; the rest is for tries that failed. */
    private static final int MOST = 100;

    private static final int LONGEST_SENTENCE = 1000;

    private final ProvisioningFile file;
    private final Monitor monitor;
    private final Clock clock;
    private final Deque<ProvisioningStep> steps = new ArrayDeque<>();
    private long leftOut;
    private boolean anew;
    private Cost before;
    private long since = System.nanoTime();

    private record Cost(long exchanges, long sent, long received) {
        static Cost of(Monitor monitor) {
            return new Cost(monitor.exchanges(), monitor.recordsSent(), monitor.recordsReceived());
        }
    }

    /** Takes costs from the monitor. */
    public ProvisioningRecorder(ProvisioningFile file, Monitor monitor, Clock clock) {
        this.file = file;
        this.monitor = monitor;
        this.clock = clock;
        this.before = Cost.of(monitor);
    }

    @Override
    public synchronized void reached(DeviceState reached, Duration took, long exchanges) {
        anew |= reached instanceof DeviceState.InSession || reached instanceof Renewing || reached instanceof Switching;
        add(reached, reached.sentence(), false);
        if (reached instanceof Managed) {
            if (anew) {
                file.write(new Provisioning(List.copyOf(steps), leftOut));
            }
            anew = false;
            leftOut = 0;
            steps.clear();
        }
    }

    @Override
    public synchronized void failed(DeviceState next, Throwable failure, Duration pause) {
        add(next, String.valueOf(failure.getMessage()), true);
    }

    private void add(DeviceState state, String sentence, boolean failed) {
        long now = System.nanoTime();
        Cost cost = Cost.of(monitor);
        if (steps.size() == MOST) {
            steps.removeFirst();
            leftOut++;
        }
        steps.addLast(new ProvisioningStep(
                clock.instant(),
                state.getClass().getSimpleName(),
                sentence.substring(0, Math.min(sentence.length(), LONGEST_SENTENCE)),
                failed,
                Duration.ofNanos(now - since),
                cost.exchanges() - before.exchanges(),
                cost.sent() - before.sent(),
                cost.received() - before.received()));
        since = now;
        before = cost;
    }
}
