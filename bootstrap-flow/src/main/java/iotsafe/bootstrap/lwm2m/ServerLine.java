package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.DtlsSession;
import iotsafe.est.coap.TlsUnique;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.leshan.client.request.UplinkRequestSender;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.core.request.UplinkRequest;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.jspecify.annotations.Nullable;

/** A line that is to one server at a time. Opening it to another closes it; used by one thread only, but for {@link #party}. */
final class ServerLine {
    private final Lines lines;
    private final UplinkRequestSender sender;
    private final Duration patience;
    private volatile @Nullable Open open;
    /** The end that there is, also while the line is not to be used any more. */
    private Lines.@Nullable End end;
    /** Whether the server has answered on it. */
    private boolean heard;

    private record Open(Lines.End end, ServerInfo info, Party party, InetSocketAddress address) {}

    ServerLine(Lines lines, UplinkRequestSender sender, Duration patience) {
        this.lines = lines;
        this.sender = sender;
        this.patience = patience;
    }

    /** Opens a line; nothing is sent yet. The handshake comes with the first request. */
    LwM2mServer open(ServerInfo info, Party party) throws ServerException.Unreachable {
        return open(info, party, Optional.empty());
    }

    /** The same; the handshake is an abbreviated one if the server still knows this session, which was with the same party. */
    LwM2mServer open(ServerInfo info, Party party, Optional<DtlsSession> session) throws ServerException.Unreachable {
        close();
        InetSocketAddress address = info.getAddress();
        if (address.isUnresolved()) {
            throw ServerException.Unreachable.fromHere(
                    info.serverUri,
                    "the name \"%s\" has no address; check the URI, or the DNS".formatted(address.getHostString()),
                    null);
        }
        Lines.End made = lines.open(info, party, session);
        end = made;
        open = new Open(made, info, party, address);
        heard = false;
        return made.server();
    }

    /** Ends the line: nothing comes in over it any more. */
    void close() {
        open = null;
        if (end != null) {
            lines.close(end);
            end = null;
        }
    }

    private void abandon() {
        open = null;
        if (end != null) {
            lines.abandon(end);
        }
    }

    /** Whether the line is to this server, for us under the same certificate or key: then it can be used again, without a handshake. */
    boolean isOpenTo(ServerInfo info, Party party) {
        Open now = open;
        return now != null
                && now.info().serverId == info.serverId
                && now.info().serverUri.equals(info.serverUri)
                && !now.info().bootstrap
                && party.isServedBy(now.party());
    }

    /** How we and the server that the line is to know each other; empty if none is open. For any thread. */
    Optional<Party> party() {
        Open now = open;
        return now == null || now.info().bootstrap ? Optional.empty() : Optional.of(now.party());
    }

    /** Whom the line is to. */
    LwM2mServer server() {
        return opened().end().server();
    }

    /**
     * Sends a request and waits for its answer.
     *
     * @return the answer, whatever its code
     */
    <T extends LwM2mResponse> T send(UplinkRequest<T> request)
            throws CardException, ServerException, InterruptedException {
        return send(request, patience);
    }

    /** The same with a patience of its own. */
    <T extends LwM2mResponse> T send(UplinkRequest<T> request, Duration atMost)
            throws CardException, ServerException, InterruptedException {
        Open now = opened();
        String what = Requests.name(request);
        T response;
        try {
            response = sender.send(now.end().server(), request, atMost.toMillis());
        } catch (RuntimeException e) {
            abandon(); // the next line begins with the name of the server, which may have moved, and with a handshake
            ServerException failure = Failures.of(now.info().serverUri, what, e);
            if (failure instanceof ServerException.Unreachable) {
                Hosts.requireRoute(now.info().serverUri, now.address());
            }
            throw failure;
        }
        if (response == null) {
            abandon();
            Hosts.requireRoute(now.info().serverUri, now.address());
            throw Failures.ofSilence(
                    now.info().serverUri, what, atMost, now.party() instanceof Party.PreShared && !heard);
        }
        heard = true;
        return response;
    }

    /** How long a registration may be left alone. */
    Duration updatePeriod(long lifetimeSeconds) {
        return Duration.ofMillis(lines.communicationPeriod(server(), lifetimeSeconds * 1000));
    }

    /** For other protocols over the same association. */
    CoapEndpoint coap() {
        return opened().end().endpoint();
    }

    /** The session of this association, to go on with later. */
    Optional<DtlsSession> session() {
        Open now = opened();
        return now.end().sessions().with(now.address());
    }

    /** What a request can be linked to. */
    TlsUnique tlsUnique() {
        return lines.tlsUnique();
    }

    /** The server as this association knows it: its name is not looked up again, which could find another machine. */
    EndpointContext peer() {
        Open now = opened();
        return new AddressEndpointContext(now.address(), now.info().sni, null);
    }

    /** How long an answer is waited for unless otherwise said. */
    Duration patience() {
        return patience;
    }

    URI uri() {
        return opened().info().serverUri;
    }

    private Open opened() {
        Open now = open;
        if (now == null) {
            throw new IllegalStateException("no line is open");
        }
        return now;
    }
}
