package iotsafe.bootstrap.lwm2m.data;

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
    private volatile Runnable lineLost = () -> {};
    private volatile @Nullable Observations observations;

    /** With nothing to observe yet. */
    public DataPlane(DataSettings settings, Agenda agenda) {
        this.agenda = agenda;
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

    Observations observe(LwM2mObjectTree tree, ClientEndpointToolbox tools) {
        Observations made = new Observations(agenda, tree, tools, backlog, () -> lineLost.run());
        observations = made;
        return made;
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
        if (observations != null) {
            observations.online();
        }
        sends.online(server);
    }

    /** No server knows the device. */
    public void offline() {
        if (observations != null) {
            observations.offline();
        }
        sends.offline();
    }

    /** The device is about to get other servers: nothing that was for the former ones goes to them. */
    public void forget() {
        if (observations != null) {
            observations.forget();
        }
        sends.forget();
    }

    private void flush() {
        sends.flush();
    }

    /** Sends nothing more; what is stored is lost. */
    @Override
    public void close() {
        agenda.close();
    }
}
