package iotsafe.testbed.bootstrap;

import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.Issuance;
import iotsafe.testbed.ca.Leaf.Purpose;
import iotsafe.testbed.ca.ServerIdentity;
import iotsafe.testbed.est.EstResources;
import iotsafe.testbed.events.Event;
import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.Stream;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;
import org.eclipse.leshan.server.bootstrap.BootstrapConfig;
import org.eclipse.leshan.server.bootstrap.BootstrapSession;
import org.eclipse.leshan.server.bootstrap.LeshanBootstrapServer;
import org.eclipse.leshan.server.bootstrap.LeshanBootstrapServerBuilder;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.CaliforniumBootstrapServerEndpointFactory;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.CaliforniumBootstrapServerEndpointsProvider;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.coaps.CoapsBootstrapServerEndpointFactory;
import org.eclipse.leshan.server.californium.bootstrap.endpoint.coaps.CoapsBootstrapServerProtocolProvider;

/**
 * An LwM2M bootstrap server on 127.0.0.1 that also enrols, over the same DTLS association (LwM2M Transport §5.2.9.5, RFC 9148).
 * Devices prove themselves by a certificate of the CA whose CN is their endpoint name, or by a pre-shared key that was given.
 */
public final class BootstrapServer implements AutoCloseable {
    /** Room for an oversized answer; honest bodies are below 4 kB. */
    private static final int MAX_BODY = 1 << 20;

    private static final List<CipherSuite> CERTIFICATE_SUITES = List.of(
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256);

    private static final List<CipherSuite> PSK_SUITES = List.of(
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_128_CCM_8,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
            CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256,
            CipherSuite.TLS_PSK_WITH_AES_128_CBC_SHA256);

    private final LeshanBootstrapServer leshan;
    private final ScheduledExecutorService worker;
    private final URI uri;

    private BootstrapServer(LeshanBootstrapServer leshan, ScheduledExecutorService worker, URI uri) {
        this.leshan = leshan;
        this.worker = worker;
        this.uri = uri;
    }

    /**
     * What a server is made of.
     *
     * @param authority lets devices in and certifies them
     * @param identity the server's own certificate
     * @param account what devices are given
     * @param forecast what goes wrong
     * @param events told what happens
     * @param port 0 for any free one
     * @param psks lets these devices in as well
     * @param certificateLife of what devices enrol for
     */
    public record Setup(
            CertificateAuthority authority,
            ServerIdentity identity,
            ManagementAccount account,
            Forecast forecast,
            EventLog events,
            int port,
            List<Psk> psks,
            Duration certificateLife) {
        /** Without pre-shared keys, with certificates of the usual life. */
        public Setup(
                CertificateAuthority authority,
                ServerIdentity identity,
                ManagementAccount account,
                Forecast forecast,
                EventLog events,
                int port) {
            this(authority, identity, account, forecast, events, port, List.of(), Issuance.USUAL_LIFE);
        }

        /** Copies the list. */
        public Setup {
            psks = List.copyOf(psks);
        }
    }

    /**
     * Starts a server; it answers when this returns.
     *
     * @throws IOException if the port is taken
     */
    public static BootstrapServer start(Setup setup) throws IOException {
        NonsenseSessions nonsense = new NonsenseSessions(setup.forecast().number(Weather.NONSENSE));
        CaliforniumBootstrapServerEndpointsProvider endpoints = new CaliforniumBootstrapServerEndpointsProvider.Builder(
                        protocol(setup, nonsense))
                .setConfiguration(configuration -> tune(configuration, setup))
                .addEndpoint("coaps://127.0.0.1:" + setup.port())
                .build();
        LeshanBootstrapServer leshan = new LeshanBootstrapServerBuilder()
                .setEndpointsProviders(endpoints)
                .setSecurityStore(new KnownDevices(setup.psks()))
                .setConfigStore(session -> accounts(session, setup, nonsense))
                .build();
        CoapEndpoint endpoint = onlyEndpoint(endpoints);
        DTLSConnector connector = (DTLSConnector) endpoint.getConnector();
        leshan.addListener(new SessionEvents(setup.events(), address -> {
            if (setup.forecast().has(Weather.CLOSE_AFTER_FINISH)) {
                connector.close(address);
            }
        }));
        ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "est");
            thread.setDaemon(true);
            return thread;
        });
        EstResources.addTo(
                endpoints.getCoapServer().getRoot(),
                setup.authority(),
                setup.forecast(),
                setup.certificateLife(),
                setup.events(),
                worker);
        try {
            leshan.start();
        } catch (IllegalStateException e) {
            worker.shutdownNow();
            leshan.destroy();
            throw new IOException(
                    "cannot listen on 127.0.0.1:%d/udp; is the port taken? (%s)"
                            .formatted(setup.port(), e.getMessage()),
                    e);
        }
        InetSocketAddress bound = endpoint.getAddress();
        return new BootstrapServer(leshan, worker, URI.create("coaps://127.0.0.1:" + bound.getPort()));
    }

    /** Where devices find it: {@code coaps://127.0.0.1:PORT}. */
    public URI uri() {
        return uri;
    }

    @Override
    public void close() {
        worker.shutdownNow();
        leshan.destroy();
    }

    private static CoapsBootstrapServerProtocolProvider protocol(Setup setup, NonsenseSessions nonsense) {
        return new CoapsBootstrapServerProtocolProvider() {
            @Override
            public CaliforniumBootstrapServerEndpointFactory createDefaultEndpointFactory(URI at) {
                return new CoapsBootstrapServerEndpointFactory(
                        at,
                        null,
                        null,
                        dtls -> secure(dtls, setup),
                        coap -> coap.setCoapStackFactory(nonsense.stack()));
            }
        };
    }

    private static BootstrapConfig accounts(BootstrapSession session, Setup setup, NonsenseSessions nonsense) {
        BootstrapConfig config = setup.account().toConfig(setup.forecast());
        nonsense.begin(config)
                .ifPresent(wrong -> setup.events()
                        .add(new Event(
                                Instant.now(),
                                "bootstrap-nonsense",
                                Map.of("endpoint", session.getEndpoint(), "what", wrong.toString()))));
        return config;
    }

    private static void tune(Configuration configuration, Setup setup) {
        configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, MAX_BODY);
        // with BOTH, a certificate without clientAuth makes Leshan start without any endpoint, silently
        configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.SERVER_ONLY);
        configuration.set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NEEDED);
        // CBC is none of Scandium's recommended suites, but LwM2M Transport 1.2 has servers offer it
        configuration.set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false);
        configuration.set(
                DtlsConfig.DTLS_CIPHER_SUITES,
                setup.psks().isEmpty()
                        ? CERTIFICATE_SUITES
                        : Stream.concat(CERTIFICATE_SUITES.stream(), PSK_SUITES.stream())
                                .toList());
        configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 2);
    }

    private static void secure(DtlsConnectorConfig.Builder dtls, Setup setup) {
        X509Certificate anchor = setup.authority().certificate();
        ServerIdentity honest = setup.identity();
        dtls.setCertificateIdentityProvider(
                setup.forecast().has(Weather.SERVER_CERTIFICATE_CLIENT_AUTH_ONLY)
                        ? new PosingIdentity(
                                ServerIdentity.create(
                                        setup.authority(), "bootstrap-server", Purpose.SERVER_POSING_AS_CLIENT),
                                honest.certificate())
                        : new SingleCertificateProvider(
                                honest.key(), new X509Certificate[] {honest.certificate()}, CertificateType.X_509));
        dtls.setAdvancedCertificateVerifier(StaticNewAdvancedCertificateVerifier.builder()
                .setTrustedCertificates(anchor)
                .build());
    }

    private static CoapEndpoint onlyEndpoint(CaliforniumBootstrapServerEndpointsProvider endpoints) {
        if (endpoints.getCoapServer().getEndpoints().size() != 1) {
            throw new IllegalStateException("Leshan made no coaps endpoint; its log says why");
        }
        return (CoapEndpoint) endpoints.getCoapServer().getEndpoints().get(0);
    }
}
