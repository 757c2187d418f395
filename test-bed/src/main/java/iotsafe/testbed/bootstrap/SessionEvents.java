package iotsafe.testbed.bootstrap;

import iotsafe.testbed.est.Peer;
import iotsafe.testbed.events.Event;
import iotsafe.testbed.events.EventLog;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.leshan.core.peer.IpPeer;
import org.eclipse.leshan.core.peer.LwM2mPeer;
import org.eclipse.leshan.core.request.BootstrapDownlinkRequest;
import org.eclipse.leshan.core.request.BootstrapRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.server.bootstrap.BootstrapFailureCause;
import org.eclipse.leshan.server.bootstrap.BootstrapSession;
import org.eclipse.leshan.server.bootstrap.BootstrapSessionAdapter;

/** Writes the bootstrap sessions into the event log. */
final class SessionEvents extends BootstrapSessionAdapter {
    private final EventLog events;
    private final Consumer<InetSocketAddress> afterFinish;

    /**
     * Listens.
     *
     * @param afterFinish told the device's address once it has confirmed Bootstrap-Finish
     */
    SessionEvents(EventLog events, Consumer<InetSocketAddress> afterFinish) {
        this.events = events;
        this.afterFinish = afterFinish;
    }

    @Override
    public void unAuthorized(BootstrapRequest request, LwM2mPeer client) {
        add("bootstrap-refused", request, Map.of("peer", client.getIdentity().toString()));
    }

    @Override
    public void authorized(BootstrapSession session) {
        add("bootstrap-started", session.getBootstrapRequest(), Map.of());
    }

    @Override
    public void onResponseError(
            BootstrapSession session,
            BootstrapDownlinkRequest<? extends LwM2mResponse> request,
            LwM2mResponse response) {
        add(
                "bootstrap-write-refused",
                session.getBootstrapRequest(),
                Map.of(
                        "path", request.getPath().toString(),
                        "status", response.getCode().toString()));
    }

    @Override
    public void end(BootstrapSession session) {
        add("bootstrap-finished", session.getBootstrapRequest(), Map.of());
        if (session.getClientTransportData() instanceof IpPeer peer) {
            afterFinish.accept(peer.getSocketAddress());
        }
    }

    @Override
    public void failed(BootstrapSession session, BootstrapFailureCause cause) {
        add("bootstrap-failed", session.getBootstrapRequest(), Map.of("cause", cause.toString()));
    }

    private void add(String name, BootstrapRequest request, Map<String, String> more) {
        Map<String, String> details = new LinkedHashMap<>();
        details.put("endpoint", Objects.requireNonNullElse(request.getEndpointName(), ""));
        if (request.getCoapRequest() instanceof Request coap) {
            details.put("session", Peer.session(coap));
        }
        details.putAll(more);
        events.add(new Event(Instant.now(), name, details));
    }
}
