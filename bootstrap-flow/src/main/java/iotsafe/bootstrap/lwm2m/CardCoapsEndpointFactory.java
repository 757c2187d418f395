package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.lwm2m.data.RevivedExchanges;
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
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.transport.californium.client.endpoint.coaps.CoapsClientEndpointFactory;
import org.jspecify.annotations.Nullable;

/** Makes CoAP endpoints whose DTLS uses the card. One after the other: who the server is and who we are is set before each. */
final class CardCoapsEndpointFactory extends CoapsClientEndpointFactory {
    private final TlsUnique tlsUnique = new TlsUnique();
    private final WatchedLine watched;
    private volatile DatagramWatch datagrams = DatagramWatch.NONE;
    private IntConsumer closed = alert -> {};
    private @Nullable Party party;
    private Optional<DtlsSession> former = Optional.empty();
    private Consumer<DtlsSessions> made = sessions -> {};
    private @Nullable BiFunction<DtlsConnectorConfig, DtlsSessions, CountedDtlsConnector> connector;

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

    /**
     * For the next endpoint.
     *
     * @param session made by the same two sides before, to go on with
     * @param whenMade is given the place where its sessions will be
     * @param whenClosed is told of the code of each alert by which the server ends an association (RFC 5246 7.2)
     */
    void use(Party next, Optional<DtlsSession> session, Consumer<DtlsSessions> whenMade, IntConsumer whenClosed) {
        closed = whenClosed;
        party = next;
        former = session;
        made = whenMade;
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
    protected CoapEndpoint.Builder createEndpointBuilder(
            DtlsConnectorConfig dtls, Configuration coap, ClientEndpointToolbox toolbox) {
        return RevivedExchanges.in(super.createEndpointBuilder(dtls, coap, toolbox), coap);
    }

    @Override
    protected Connector createSecuredConnector(DtlsConnectorConfig configuration) {
        DtlsSessions own = new DtlsSessions(configuration);
        CountedDtlsConnector next = require(connector).apply(configuration, own);
        former.ifPresent(session -> DtlsSessions.resume(next, session));
        made.accept(own);
        next.watch((sent, bytes) -> datagrams.passed(sent, bytes));
        next.whenClosed(closed);
        return next;
    }

    private static <T> T require(@Nullable T set) {
        if (set == null) {
            throw new IllegalStateException("no party was set for the endpoint");
        }
        return set;
    }
}
