package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.BootstrapAddress;
import iotsafe.bootstrap.EnrolmentServer;
import iotsafe.bootstrap.EnrolmentSession;
import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.ServerTrust;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstClient;
import iotsafe.est.ValidityClock;
import iotsafe.est.coap.CoapEstSettings;
import iotsafe.est.coap.CoapEstTransport;
import iotsafe.est.coap.TlsUnique;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;

/**
 * EST at the bootstrap server without a bootstrap: a DTLS association of its own, and no Bootstrap-Request on it (OMA LwM2M Transport 5.2.4;
 * RFC 9148 section 3). The line to the management server stays as it is meanwhile.
 */
public final class CoapsEnrolmentServer implements EnrolmentServer {
    private final LwM2mSettings settings;
    private final ValidityClock clock;
    private final Consumer<Configuration> network;
    private final WatchedLine watched;

    /** At the bootstrap server of the settings. */
    public CoapsEnrolmentServer(LwM2mSettings settings, ValidityClock clock) {
        this(settings, clock, LineWatch.NONE);
    }

    /** The same, with somebody who is told what happens on its lines. */
    public CoapsEnrolmentServer(LwM2mSettings settings, ValidityClock clock, LineWatch watch) {
        this(settings, clock, watch, Party.ANY_NETWORK);
    }

    /** For a network whose times are known. */
    CoapsEnrolmentServer(
            LwM2mSettings settings, ValidityClock clock, LineWatch watch, Consumer<Configuration> network) {
        this(settings, clock, new WatchedLine(watch), network);
    }

    private CoapsEnrolmentServer(
            LwM2mSettings settings, ValidityClock clock, WatchedLine watched, Consumer<Configuration> network) {
        this.watched = watched;
        this.settings = settings;
        this.clock = clock;
        this.network = network;
    }

    @Override
    public EnrolmentServer at(BootstrapAddress address) {
        return new CoapsEnrolmentServer(settings.at(address), clock, watched, network);
    }

    @Override
    public EnrolmentSession open(ClientIdentity identity, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        URI uri = settings.bootstrapServer();
        EndpointContext peer = new AddressEndpointContext(
                Hosts.address(uri), settings.indication().orElse(null), null);
        Configuration configuration = configuration();
        TlsUnique tlsUnique = new TlsUnique();
        DTLSConnector connector = DtlsOpening.connector(
                new Party.Certified(identity, ServerTrust.anchoredIn(anchors, settings.name()), clock),
                configuration,
                tlsUnique,
                watched);
        CoapEndpoint endpoint = CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setConnector(connector)
                .build();
        endpoint.addInterceptor(watched);
        boolean open = false;
        try {
            endpoint.start();
            DtlsOpening.handshake(connector, peer, uri, settings.requestTimeout());
            open = true;
            return new Session(endpoint, peer, tlsUnique);
        } catch (IOException e) {
            throw new ServerException.Unreachable(uri, "no UDP socket: " + e.getMessage(), e);
        } finally {
            if (!open) {
                endpoint.destroy();
            }
        }
    }

    private Configuration configuration() {
        Configuration configuration = new Configuration(
                CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, DtlsConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
        configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, CardCoapsProtocol.LARGEST_BODY);
        configuration.set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
        network.accept(configuration);
        return configuration;
    }

    private final class Session implements EnrolmentSession {
        private final CoapEndpoint endpoint;
        private final EstClient est;

        Session(CoapEndpoint endpoint, EndpointContext peer, TlsUnique tlsUnique) {
            this.endpoint = endpoint;
            this.est = new EstClient(new CoapEstTransport(
                    endpoint, peer, settings.enrolmentServer(), CoapEstSettings.USUAL.linkedBy(tlsUnique)));
        }

        @Override
        public EstClient est() {
            return est;
        }

        @Override
        public void close() {
            endpoint.destroy();
        }
    }
}
