package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.lwm2m.data.DataTransport;
import iotsafe.credentials.dtls.DtlsSession;
import iotsafe.credentials.dtls.DtlsSessions;
import iotsafe.est.coap.TlsUnique;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.leshan.client.endpoint.LwM2mClientEndpoint;
import org.eclipse.leshan.client.request.UplinkRequestSender;
import org.eclipse.leshan.client.servers.DmServerInfo;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.servers.ServerInfo;

/** All lines to servers: each has an endpoint of its own, made here one after the other, for the factory is told beforehand what is next. */
final class Lines {
    private final DataTransport transport;
    private final CardCoapsEndpointFactory factory;
    private final UplinkRequestSender sender;
    private final WatchedLine watched;
    private final Duration patience;
    /** Those that may talk to the device. */
    private final Map<LwM2mServer, End> inUse = new ConcurrentHashMap<>();

    private volatile Closed closed = (server, alert) -> {};

    /** Is told when a management server ends an association by an alert (RFC 5246 7.2). */
    interface Closed {
        /** The server's short server id, and the code of the alert. */
        void told(long server, int alert);
    }

    /**
     * An end of a line.
     *
     * @param server whom it is to
     * @param endpoint ours
     * @param sessions that it has made
     */
    record End(LwM2mServer server, CoapEndpoint endpoint, DtlsSessions sessions) {}

    /** {@code patience}: how long an answer is waited for unless otherwise said. */
    Lines(
            DataTransport transport,
            CardCoapsEndpointFactory factory,
            UplinkRequestSender sender,
            WatchedLine watched,
            Duration patience) {
        this.transport = transport;
        this.factory = factory;
        this.sender = sender;
        this.watched = watched;
        this.patience = patience;
    }

    /** Tells from now on when a management server ends an association. */
    void whenClosed(Closed told) {
        closed = told;
    }

    /** One more, to nobody yet. */
    ServerLine another() {
        return new ServerLine(this, sender, patience);
    }

    /** Makes an endpoint; nothing is sent. */
    synchronized End open(ServerInfo info, Party party, Optional<DtlsSession> session) {
        DtlsSessions[] made = new DtlsSessions[1];
        factory.use(
                party,
                session,
                sessions -> made[0] = sessions,
                info instanceof DmServerInfo server ? alert -> closed.told(server.serverId, alert) : alert -> {});
        DataTransport.Opened opened = transport.open(info);
        if (opened == null || made[0] == null) {
            throw new IllegalStateException("no DTLS endpoint could be made for " + info.serverUri);
        }
        opened.endpoint().addInterceptor(watched);
        End end = new End(opened.server(), opened.endpoint(), made[0]);
        inUse.put(opened.server(), end);
        return end;
    }

    /** Nothing more is sent to this server, and nothing that it says is heard; what is on its way may still go on. */
    void abandon(End end) {
        inUse.remove(end.server(), end);
    }

    void close(End end) {
        abandon(end);
        transport.close(end.server(), end.endpoint());
    }

    /** Whether there is a line to this server. */
    boolean isOpenTo(LwM2mServer server) {
        return inUse.containsKey(server);
    }

    /** How long a registration may be left alone, in milliseconds. */
    long communicationPeriod(LwM2mServer server, long lifetimeMillis) {
        LwM2mClientEndpoint endpoint = transport.getEndpoint(server);
        return endpoint == null ? lifetimeMillis : endpoint.getMaxCommunicationPeriodFor(lifetimeMillis);
    }

    /** What a request can be linked to. */
    TlsUnique tlsUnique() {
        return factory.tlsUnique();
    }
}
