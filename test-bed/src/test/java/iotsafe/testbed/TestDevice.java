package iotsafe.testbed;

import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.P256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedSinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticNewAdvancedCertificateVerifier;

/** A device as a bootstrap server meets it: one DTLS association, requests out, bootstrap writes in. */
public final class TestDevice implements AutoCloseable {
    /** Far more than any answer needs, so that a busy machine fails no test. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final CoapServer server;
    private final CoapEndpoint endpoint;
    private final URI uri;

    /** What the bootstrap server wrote, as {@code PUT /0/1}, in order, with the bytes. */
    public final List<Request> written = new CopyOnWriteArrayList<>();

    private TestDevice(DtlsConnectorConfig.Builder dtls, Configuration configuration, URI uri) {
        this.uri = uri;
        dtls.setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        this.endpoint = new CoapEndpoint.Builder()
                .setConfiguration(configuration)
                .setConnector(new DTLSConnector(dtls.build()))
                .build();
        this.server = new CoapServer(configuration) {
            @Override
            protected Resource createRoot() {
                return new Sink();
            }
        };
        server.addEndpoint(endpoint);
        server.start();
    }

    /** Takes whatever is written to it and says yes. */
    private final class Sink extends CoapResource {
        Sink() {
            super("");
        }

        @Override
        public Resource getChild(String name) {
            return this;
        }

        @Override
        public void handlePUT(CoapExchange exchange) {
            take(exchange, ResponseCode.CHANGED);
        }

        @Override
        public void handlePOST(CoapExchange exchange) {
            take(exchange, ResponseCode.CHANGED);
        }

        @Override
        public void handleDELETE(CoapExchange exchange) {
            take(exchange, ResponseCode.DELETED);
        }

        private void take(CoapExchange exchange, ResponseCode code) {
            written.add(exchange.advanced().getRequest());
            exchange.respond(code);
        }
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration(
                CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, DtlsConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
        configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.BOTH);
        configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 500, TimeUnit.MILLISECONDS);
        configuration.set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 2);
        configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, 1 << 20);
        return configuration;
    }

    /** With a certificate of {@code authority} for {@code name}. */
    public static TestDevice certified(URI server, CertificateAuthority authority, String name) {
        KeyPair keys = P256.generate();
        X509Certificate certificate = authority.issue(authority.device(name, keys.getPublic(), Duration.ofDays(1)));
        return certified(server, authority.certificate(), certificate, keys.getPrivate());
    }

    /** With any certificate. */
    public static TestDevice certified(
            URI server, X509Certificate anchor, X509Certificate certificate, PrivateKey key) {
        Configuration configuration = configuration();
        configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
        DtlsConnectorConfig.Builder dtls = DtlsConnectorConfig.builder(configuration)
                .setCertificateIdentityProvider(
                        new SingleCertificateProvider(key, new X509Certificate[] {certificate}, CertificateType.X_509))
                .setAdvancedCertificateVerifier(StaticNewAdvancedCertificateVerifier.builder()
                        .setTrustedCertificates(anchor)
                        .build());
        return new TestDevice(dtls, configuration, server);
    }

    /** That verifies the server but has nothing to show itself. */
    public static TestDevice anonymous(URI server, X509Certificate anchor) {
        Configuration configuration = configuration();
        configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
        return new TestDevice(
                DtlsConnectorConfig.builder(configuration)
                        .setAdvancedCertificateVerifier(StaticNewAdvancedCertificateVerifier.builder()
                                .setTrustedCertificates(anchor)
                                .build()),
                configuration,
                server);
    }

    /** With a pre-shared key. */
    public static TestDevice withPsk(URI server) {
        Configuration configuration = configuration();
        configuration.set(DtlsConfig.DTLS_ROLE, DtlsRole.CLIENT_ONLY);
        return new TestDevice(
                DtlsConnectorConfig.builder(configuration)
                        .setAdvancedPskStore(new AdvancedSinglePskStore("dev1", new byte[16])),
                configuration,
                server);
    }

    /** Sends a request and waits; null if no answer came within {@code patience}. */
    public Response send(Request request, String path, Duration patience) throws InterruptedException {
        request.setURI(uri + path);
        endpoint.sendRequest(request);
        return request.waitForResponse(patience.toMillis());
    }

    /** As {@link #send(Request, String, Duration)}, but an answer must come. */
    public Response send(Request request, String path) throws InterruptedException {
        Response response = send(request, path, PATIENCE);
        if (response == null) {
            throw new AssertionError("no answer to " + request + ": " + request.getSendError());
        }
        return response;
    }

    /** GET crts; {@code accept} below 0 leaves the option out. */
    public Response crts(int accept) throws InterruptedException {
        return send(accepting(Request.newGet(), accept), "/.well-known/est/crts");
    }

    /** POST sen; {@code accept} below 0 leaves the option out. */
    public Response sen(byte[] csr, int accept) throws InterruptedException {
        return send(enrolment(csr, accept), "/.well-known/est/sen");
    }

    /** A request for sen. */
    public static Request enrolment(byte[] csr, int accept) {
        Request request = accepting(Request.newPost(), accept);
        request.setPayload(csr);
        request.getOptions().setContentFormat(286);
        return request;
    }

    private static Request accepting(Request request, int accept) {
        if (accept >= 0) {
            request.getOptions().setAccept(accept);
        }
        return request;
    }

    /** PKCS#10 for that name, signed by the key. */
    public static byte[] csr(String name, KeyPair keys) {
        return csr(name, keys.getPublic(), keys.getPrivate());
    }

    /** PKCS#10 for one key, signed by maybe another. */
    public static byte[] csr(String name, PublicKey certified, PrivateKey signer) {
        try {
            return new JcaPKCS10CertificationRequestBuilder(new X500Principal("CN=" + name), certified)
                    .build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer))
                    .getEncoded();
        } catch (IOException | OperatorCreationException e) {
            throw new AssertionError(e);
        }
    }

    /** The certificates in a body, bare or in a certs-only envelope. */
    public static List<X509Certificate> certificates(byte[] body) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(body)).stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    @Override
    public void close() {
        server.destroy();
    }
}
