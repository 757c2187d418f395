package iotsafe.client.objects;

import iotsafe.credentials.dtls.DatagramWatch;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/**
 * Connectivity Statistics (/7): what the agent itself sent to LwM2M servers and got from them, in IP packets. The SMS counters are absent.
 *
 * @see "OMA LwM2M Core 1.1, E.8"
 */
public final class ConnectivityStatisticsObject extends OneAtATime implements DatagramWatch {
    private static final int SENT = 2;
    private static final int RECEIVED = 3;
    private static final int LARGEST = 4;
    private static final int AVERAGE = 5;
    private static final int START = 6;
    private static final int STOP = 7;
    private static final int PERIOD = 8;

    private static final long BYTES_PER_KILOBYTE = 1000;
    private static final long LONGEST_PERIOD = Duration.ofDays(36500).toSeconds();

    private final LongSupplier nanos;
    private final ResourceTable resources = new ResourceTable()
            .integer(SENT, () -> OptionalLong.of(now().sent() / BYTES_PER_KILOBYTE))
            .integer(RECEIVED, () -> OptionalLong.of(now().received() / BYTES_PER_KILOBYTE))
            .integer(LARGEST, () -> OptionalLong.of(now().largest()))
            .integer(AVERAGE, () -> OptionalLong.of(now().average()))
            .integer(PERIOD, () -> OptionalLong.of(period()));
    private Counted counted = new Counted(0, 0, 0, 0);
    private boolean collecting;
    private long since;
    private long period;

    private record Counted(long sent, long received, long largest, long packets) {
        long average() {
            return packets == 0 ? 0 : (sent + received) / packets;
        }

        Counted with(boolean isSent, int bytes) {
            return new Counted(
                    isSent ? sent + bytes : sent,
                    isSent ? received : received + bytes,
                    Math.max(largest, bytes),
                    packets + 1);
        }
    }

    /** Collects nothing until a server starts it. */
    public ConnectivityStatisticsObject() {
        this(System::nanoTime);
    }

    ConnectivityStatisticsObject(LongSupplier nanos) {
        this.nanos = nanos;
    }

    @Override
    public synchronized void passed(boolean sent, int bytes) {
        if (isCollecting()) {
            counted = counted.with(sent, bytes);
        }
    }

    @Override
    public ReadResponse read(LwM2mServer server, int resourceId) {
        return resources.read(resourceId);
    }

    /** The period, which counts from the next start on. */
    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
        if (resourceId != PERIOD) {
            return WriteResponse.methodNotAllowed();
        }
        if (value.isMultiInstances()
                || value.getType() != ResourceModel.Type.INTEGER
                || (Long) value.getValue() < 0
                || (Long) value.getValue() > LONGEST_PERIOD) {
            return WriteResponse.badRequest("a period is a number of seconds, or 0");
        }
        synchronized (this) {
            period = (Long) value.getValue();
        }
        fireResourceChange(PERIOD);
        return WriteResponse.success();
    }

    /** Start, which begins at 0, and Stop, which keeps what was counted. */
    @Override
    public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
        if (resourceId != START && resourceId != STOP) {
            return ExecuteResponse.methodNotAllowed();
        }
        synchronized (this) {
            collecting = resourceId == START;
            if (collecting) {
                counted = new Counted(0, 0, 0, 0);
                since = nanos.getAsLong();
            }
        }
        return ExecuteResponse.success();
    }

    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        List<Integer> available = resources.available();
        available.addAll(List.of(START, STOP));
        available.sort(null);
        return available;
    }

    private synchronized Counted now() {
        return counted;
    }

    private synchronized long period() {
        return period;
    }

    private boolean isCollecting() {
        if (collecting
                && period > 0
                && nanos.getAsLong() - since > Duration.ofSeconds(period).toNanos()) {
            collecting = false;
        }
        return collecting;
    }
}
