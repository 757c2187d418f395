package iotsafe.bootstrap.lwm2m.data;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.request.UplinkRequestSender;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.jspecify.annotations.Nullable;

/** All that the device says unasked but for registration, to each of its servers: notifications and Send, and their store. */
public final class DataPlane implements AutoCloseable {
    private final DataSettings settings;
    private final Agenda agenda;
    private final Backlog backlog;
    /** By short server id. */
    private final Map<Long, Uplink> uplinks = new ConcurrentHashMap<>();

    private volatile @Nullable Way way;
    private volatile @Nullable Observations observations;

    /** Where what is sent comes from and goes to, and who hears that it got no answer. */
    private record Way(LwM2mObjectTree tree, UplinkRequestSender sender, Consumer<LwM2mServer> lineLost) {}

    /** What one server is sent, and whether the device is awake for it. */
    private record Uplink(AwakeTimer awake, Sends sends) {}

    /** With nothing to observe yet. */
    public DataPlane(DataSettings settings, Agenda agenda) {
        this.settings = settings;
        this.agenda = agenda;
        this.backlog = new Backlog(settings.mostStored(), settings.whenFull());
    }

    Agenda agenda() {
        return agenda;
    }

    MessageInterceptor awake(LwM2mServer server) {
        return uplink(server).awake();
    }

    Observations observe(LwM2mObjectTree tree, ClientEndpointToolbox tools) {
        Observations made = new Observations(agenda, tree, tools, backlog, this::lineLost);
        observations = made;
        return made;
    }

    /**
     * There is something to read, and a way out. To be called before any server is there.
     *
     * @param lineLost is told on the data thread when a server does not answer
     */
    public void start(LwM2mObjectTree tree, UplinkRequestSender sender, Consumer<LwM2mServer> lineLost) {
        way = new Way(tree, sender, lineLost);
    }

    /** The device is registered there. */
    public void online(LwM2mServer server) {
        if (observations != null) {
            observations.online(server);
        }
        uplink(server).sends().online(server);
    }

    /** This server does not know the device. */
    public void offline(LwM2mServer server) {
        if (observations != null) {
            observations.offline(server);
        }
        uplink(server).sends().offline();
    }

    /** The device is about to get other servers: nothing that was for the former ones goes to them. */
    public void forget() {
        if (observations != null) {
            observations.forget();
        }
        uplinks.values().removeIf(uplink -> {
            uplink.sends().end();
            return true;
        });
    }

    /** What the configuration wants sent is sent to each server from the first time that it is met. */
    private Uplink uplink(LwM2mServer server) {
        return uplinks.computeIfAbsent(server.getId(), id -> {
            Way out = started();
            AwakeTimer awake = new AwakeTimer(agenda, settings.awake(), () -> flush(id));
            Sends sends =
                    new Sends(agenda, settings, backlog, awake::isAwake, out.tree(), out.sender(), this::lineLost);
            sends.begin();
            return new Uplink(awake, sends);
        });
    }

    private void flush(long shortServerId) {
        Uplink uplink = uplinks.get(shortServerId);
        if (uplink != null) {
            uplink.sends().flush();
        }
    }

    private void lineLost(LwM2mServer server) {
        started().lineLost().accept(server);
    }

    private Way started() {
        Way now = way;
        if (now == null) {
            throw new IllegalStateException("there is no way out yet");
        }
        return now;
    }

    /** Sends nothing more; what is stored is lost. */
    @Override
    public void close() {
        agenda.close();
    }
}
