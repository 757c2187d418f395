package iotsafe.bootstrap.lwm2m;

import iotsafe.credentials.dtls.CardDtls;
import iotsafe.credentials.dtls.CardDtlsConnector;
import iotsafe.credentials.dtls.SigningGuard;
import iotsafe.credentials.dtls.StrictCertificateVerifier;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.util.List;
import org.eclipse.californium.elements.Connector;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.transport.californium.client.endpoint.coaps.CoapsClientEndpointFactory;
import org.jspecify.annotations.Nullable;

/** Makes CoAP endpoints whose DTLS uses the card. One server at a time: who it is and who we are is set before each. */
final class CardCoapsEndpointFactory extends CoapsClientEndpointFactory {
    private @Nullable Party party;
    private @Nullable SigningGuard guard;

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
        Party with = require(party);
        SigningGuard ours = new SigningGuard(with.identity());
        guard = ours;
        DtlsConnectorConfig.Builder builder = DtlsConnectorConfig.builder(root.getIncompleteConfig());
        builder.setAddress(address);
        CardDtls.configure(
                builder,
                with.identity(),
                ours,
                new StrictCertificateVerifier(
                        with.trust(), with.clock().clock(), with.clock().tolerance()));
        return builder;
    }

    @Override
    protected Connector createSecuredConnector(DtlsConnectorConfig configuration) {
        return new CardDtlsConnector(configuration, require(guard));
    }

    private static <T> T require(@Nullable T set) {
        if (set == null) {
            throw new IllegalStateException("no party was set for the endpoint");
        }
        return set;
    }
}
