package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.ServerMemory;
import iotsafe.bootstrap.lwm2m.kept.KeptObservation;
import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import iotsafe.bootstrap.lwm2m.kept.KeptServers;
import iotsafe.bootstrap.lwm2m.kept.Saving;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
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
    private final ExecutorService disk;
    private final KeptServers kept;
    private final ServerMemory writtenAttributes;
    /** By short server id. */
    private final Map<Long, Uplink> uplinks = new ConcurrentHashMap<>();
    /** Short server ids of those that know the device. */
    private final Set<Long> online = ConcurrentHashMap.newKeySet();

    private volatile @Nullable Way way;
    private volatile @Nullable Observations observations;
    private volatile @Nullable WrittenAttributes attributes;
    private volatile BiConsumer<LwM2mServer, KeptObservation> revival = (server, observation) -> {};

    /** Where what is sent comes from and goes to, and who hears that it got no answer. */
    private record Way(LwM2mObjectTree tree, UplinkRequestSender sender, Consumer<LwM2mServer> lineLost) {}

    /** What one server is sent, and whether the device is awake for it. */
    private record Uplink(AwakeTimer awake, Sends sends) {}

    /**
     * With nothing to observe yet.
     *
     * @param memory is read when it is needed
     * @param disk the one thread that writes to it; ended with this
     */
    public DataPlane(DataSettings settings, Agenda agenda, DeviceMemory memory, ExecutorService disk) {
        this.settings = settings;
        this.agenda = agenda;
        this.disk = disk;
        this.kept = new KeptServers(memory.registrations(), disk);
        this.writtenAttributes = memory.attributes();
        this.backlog = new Backlog(settings.mostStored(), settings.whenFull());
    }

    Agenda agenda() {
        return agenda;
    }

    MessageInterceptor awake(LwM2mServer server) {
        return uplink(server).awake();
    }

    /** With which servers the device is registered, and what they observe. */
    public KeptServers kept() {
        return kept;
    }

    WrittenAttributes attributes(LwM2mObjectTree tree, ClientEndpointToolbox tools) {
        WrittenAttributes made = new WrittenAttributes(writtenAttributes, disk, tree, tools.getAttributeParser());
        attributes = made;
        return made;
    }

    Observations observe(LwM2mObjectTree tree, ClientEndpointToolbox tools, WrittenAttributes written) {
        Observations made = new Observations(agenda, tree, tools, backlog, this::lineLost, kept, written);
        observations = made;
        return made;
    }

    /** Who takes up observations of an earlier process. */
    void revivedBy(BiConsumer<LwM2mServer, KeptObservation> reviver) {
        revival = reviver;
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
        online.add(server.getId());
        if (attributes != null) {
            attributes.online(server);
        }
        if (observations != null) {
            observations.online(server);
        }
        uplink(server).sends().online(server);
    }

    /** The server has accepted an Update of a registration that an earlier process made: what it observes goes on. */
    public void resume(LwM2mServer server, KeptRegistration as) {
        List<KeptObservation> observed = kept.takeUp(server.getId(), as);
        online(server);
        observed.forEach(observation -> revival.accept(server, observation));
    }

    /** This server does not know the device. */
    public void offline(LwM2mServer server) {
        kept.ended(server.getId());
        online.remove(server.getId());
        if (attributes != null && online.isEmpty()) {
            attributes.offline();
        }
        if (observations != null) {
            observations.offline(server);
        }
        Uplink uplink = uplinks.get(server.getId());
        if (uplink != null) {
            uplink.sends().offline();
        }
    }

    /**
     * The device is about to get other servers: nothing that was for the former ones goes to them. What they wrote with Write-Attributes is
     * theirs as long as their account is what it was.
     */
    public void bootstrapping() {
        kept.forget();
        online.clear();
        if (attributes != null) {
            attributes.offline();
        }
        if (observations != null) {
            observations.forget();
        }
        uplinks.values().removeIf(uplink -> {
            uplink.sends().end();
            return true;
        });
    }

    /** The device is another's: nothing is kept of any server. */
    public void forget() {
        bootstrapping();
        if (attributes != null) {
            attributes.forget();
        }
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

    /** Sends nothing more; what is stored is lost, what was told is kept. */
    @Override
    public void close() {
        agenda.close();
        if (observations != null) {
            kept.close(observations.told());
        }
        Saving.end(disk);
    }
}
