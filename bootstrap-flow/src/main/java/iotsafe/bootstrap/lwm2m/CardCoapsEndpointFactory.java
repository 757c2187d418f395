package iotsafe.bootstrap.lwm2m;

import iotsafe.credentials.dtls.CountedDtlsConnector;
import iotsafe.credentials.dtls.DatagramWatch;
import iotsafe.est.coap.TlsUnique;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import java.util.function.Function;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.transport.californium.client.endpoint.coaps.CoapsClientEndpointFactory;
import org.jspecify.annotations.Nullable;

/** Makes CoAP endpoints whose DTLS uses the card. One server at a time: who it is and who we are is set before each. */
final class CardCoapsEndpointFactory extends CoapsClientEndpointFactory {
    private final TlsUnique tlsUnique = new TlsUnique();
    private volatile DatagramWatch watch = DatagramWatch.NONE;
    private @Nullable Party party;
    private @Nullable Function<DtlsConnectorConfig, DTLSConnector> connector;

    /** What a request can be linked to: the latest handshake with each server. */
    TlsUnique tlsUnique() {
        return tlsUnique;
    }

    /** Tells of the datagrams of all endpoints from now on. */
    void watch(DatagramWatch told) {
        watch = told;
    }

    /** For the next endpoint. */
    void use(Party next) {
        party = next;
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
        connector = require(party).prepare(builder);
        return builder;
    }

    @Override
    protected Connector createSecuredConnector(DtlsConnectorConfig configuration) {
        DTLSConnector made = require(connector).apply(configuration);
        if (made instanceof CountedDtlsConnector counted) {
            counted.watch((sent, bytes) -> watch.passed(sent, bytes));
        }
        return made;
    }

    private static <T> T require(@Nullable T set) {
        if (set == null) {
            throw new IllegalStateException("no party was set for the endpoint");
        }
        return set;
    }
}
