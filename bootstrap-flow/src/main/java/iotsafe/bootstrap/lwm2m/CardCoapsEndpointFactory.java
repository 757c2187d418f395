package iotsafe.bootstrap.lwm2m;

import iotsafe.credentials.dtls.CountedDtlsConnector;
import iotsafe.credentials.dtls.DatagramWatch;
import iotsafe.credentials.dtls.DtlsSession;
import iotsafe.credentials.dtls.DtlsSessions;
import iotsafe.est.coap.TlsUnique;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.IntConsumer;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.transport.californium.client.endpoint.coaps.CoapsClientEndpointFactory;
import org.jspecify.annotations.Nullable;

/** Makes CoAP endpoints whose DTLS uses the card. One server at a time: who it is and who we are is set before each. */
final class CardCoapsEndpointFactory extends CoapsClientEndpointFactory {
    private final TlsUnique tlsUnique = new TlsUnique();
    private final WatchedLine watched;
    private volatile DatagramWatch datagrams = DatagramWatch.NONE;
    private volatile IntConsumer closed = alert -> {};
    private @Nullable Party party;
    private Optional<DtlsSession> former = Optional.empty();
    private @Nullable BiFunction<DtlsConnectorConfig, DtlsSessions, CountedDtlsConnector> connector;
    private @Nullable DtlsSessions sessions;

    CardCoapsEndpointFactory(WatchedLine watched) {
        this.watched = watched;
    }

    /** What a request can be linked to: the latest handshake with each server. */
    TlsUnique tlsUnique() {
        return tlsUnique;
    }

    /** Tells of the datagrams of all endpoints from now on. */
    void watch(DatagramWatch told) {
        datagrams = told;
    }

    /** Tells of the code of each alert by which a server ends an association (RFC 5246 7.2). */
    void whenClosed(IntConsumer told) {
        closed = told;
    }

    /**
     * For the next endpoint.
     *
     * @param session made by the same two sides before, to go on with
     */
    void use(Party next, Optional<DtlsSession> session) {
        party = next;
        former = session;
    }

    /** What the latest endpoint has with this server. */
    Optional<DtlsSession> session(InetSocketAddress server) {
        return sessions == null ? Optional.empty() : sessions.with(server);
    }

    @Override
    protected DtlsConnectorConfig.Builder createEffectiveDtlsConnectorConfigBuilder(
            InetSocketAddress address,
            ServerInfo serverInfo,
            DtlsConnectorConfig.Builder root,
            Configuration coapConfiguration,
            boolean clientInitiatedOnly,
            List<Certificate> trustStore) {
        DtlsConnectorConfig.Builder builder = DtlsConnectorConfig.builder(root.getIncompleteConfig());
        builder.setAddress(address);
        builder.setSessionListener(tlsUnique);
        builder.setHealthHandler(watched);
        connector = require(party).prepare(builder);
        return builder;
    }

    @Override
    protected Connector createSecuredConnector(DtlsConnectorConfig configuration) {
        DtlsSessions own = new DtlsSessions(configuration);
        CountedDtlsConnector made = require(connector).apply(configuration, own);
        former.ifPresent(session -> DtlsSessions.resume(made, session));
        sessions = own;
        made.watch((sent, bytes) -> datagrams.passed(sent, bytes));
        made.whenClosed(alert -> closed.accept(alert));
        return made;
    }

    private static <T> T require(@Nullable T set) {
        if (set == null) {
            throw new IllegalStateException("no party was set for the endpoint");
        }
        return set;
    }
}
