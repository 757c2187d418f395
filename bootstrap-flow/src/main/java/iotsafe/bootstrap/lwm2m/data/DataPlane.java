package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.ServerMemory;
import iotsafe.bootstrap.lwm2m.kept.KeptObservation;
import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import iotsafe.bootstrap.lwm2m.kept.KeptServers;
import iotsafe.bootstrap.lwm2m.kept.Saving;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.BiConsumer;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.request.UplinkRequestSender;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.jspecify.annotations.Nullable;

/** All that the device says unasked but for registration: notifications and Send, and their store. */
public final class DataPlane implements AutoCloseable {
    private final Agenda agenda;
    private final Backlog backlog;
    private final AwakeTimer awake;
    private final Sends sends;
    private final ExecutorService disk;
    private final KeptServers kept;
    private final ServerMemory writtenAttributes;
    private volatile Runnable lineLost = () -> {};
    private volatile @Nullable Observations observations;
    private volatile @Nullable WrittenAttributes attributes;
    private volatile BiConsumer<LwM2mServer, KeptObservation> revival = (server, observation) -> {};

    /**
     * With nothing to observe yet.
     *
     * @param memory is read when it is needed
     * @param disk the one thread that writes to it; ended with this
     */
    public DataPlane(DataSettings settings, Agenda agenda, DeviceMemory memory, ExecutorService disk) {
        this.agenda = agenda;
        this.disk = disk;
        this.kept = new KeptServers(memory.registrations(), disk);
        this.writtenAttributes = memory.attributes();
        this.backlog = new Backlog(settings.mostStored(), settings.whenFull());
        this.awake = new AwakeTimer(agenda, settings.awake(), this::flush);
        this.sends = new Sends(agenda, settings, backlog, awake::isAwake, () -> lineLost.run());
    }

    Agenda agenda() {
        return agenda;
    }

    MessageInterceptor awake() {
        return awake;
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
        Observations made = new Observations(agenda, tree, tools, backlog, () -> lineLost.run(), kept, written);
        observations = made;
        return made;
    }

    /** Who takes up observations of an earlier process. */
    void revivedBy(BiConsumer<LwM2mServer, KeptObservation> reviver) {
        revival = reviver;
    }

    /**
     * Begins what the configuration wants sent.
     *
     * @param whenLineLost is told on the data thread when the server does not answer
     */
    public void start(LwM2mObjectTree tree, UplinkRequestSender sender, Runnable whenLineLost) {
        lineLost = whenLineLost;
        sends.start(tree, sender);
    }

    /** The device is registered there. */
    public void online(LwM2mServer server) {
        if (attributes != null) {
            attributes.online(server);
        }
        if (observations != null) {
            observations.online();
        }
        sends.online(server);
    }

    /** The server has accepted an Update of a registration that an earlier process made: what it observes goes on. */
    public void resume(LwM2mServer server, KeptRegistration as) {
        List<KeptObservation> observed = kept.takeUp(server.getId(), as);
        online(server);
        observed.forEach(observation -> revival.accept(server, observation));
    }

    /** No server knows the device. */
    public void offline() {
        kept.ended();
        if (attributes != null) {
            attributes.offline();
        }
        if (observations != null) {
            observations.offline();
        }
        sends.offline();
    }

    /**
     * The device is about to get other servers: nothing that was for the former ones goes to them. What they wrote with Write-Attributes is
     * theirs as long as their account is what it was.
     */
    public void bootstrapping() {
        kept.forget();
        if (attributes != null) {
            attributes.offline();
        }
        if (observations != null) {
            observations.forget();
        }
        sends.forget();
    }

    /** The device is another's: nothing is kept of any server. */
    public void forget() {
        bootstrapping();
        if (attributes != null) {
            attributes.forget();
        }
    }

    private void flush() {
        sends.flush();
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
