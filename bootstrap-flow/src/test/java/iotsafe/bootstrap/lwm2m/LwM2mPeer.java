package iotsafe.bootstrap.lwm2m;

import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBinaryResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBooleanResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newIntegerResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newStringResource;

import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.TestCa;
import iotsafe.est.Pkcs10;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.PrincipalEndpointContextMatcher;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateMessage;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.CertificateVerificationResult;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.x509.CertificateVerifier;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticCertificateVerifier;
import org.eclipse.californium.scandium.util.ServerNames;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mEncoder;
import org.eclipse.leshan.core.request.ContentFormat;
import org.jspecify.annotations.Nullable;

/**
 * Bootstrap server, EST server and management server in one, over DTLS with certificates, on a port of its own. It writes down what it is
 * asked and says yes, unless told otherwise.
 */
final class LwM2mPeer implements AutoCloseable {
    /** More than one body can hold elsewhere, and no whole number of blocks. */
    static final byte[] FIRMWARE = "a block of it;".repeat(5001).getBytes(StandardCharsets.US_ASCII);

    private static final int CERTS_ONLY = 281;
    private static final int CERTIFICATE = 287;
    private static final long PATIENCE = 10_000;

    private final Events events;
    private final TestCa ca;
    private final CoapServer server;
    private final AlertingConnector connector;
    private final CoapEndpoint endpoint;
    private final X509Certificate certificate;
    private final Verifier verifier;
    private final ExecutorService writer = Executors.newSingleThreadExecutor();
    private final Map<String, ResponseCode> answers = new ConcurrentHashMap<>();
    private final Map<LwM2mPath, List<LwM2mResource>> writes = new LinkedHashMap<>();
    private final Map<String, EndpointContext> peers = new ConcurrentHashMap<>();

    /** Token and content of each notification. */
    final BlockingQueue<String> notifications = new LinkedBlockingQueue<>();

    private volatile @Nullable EndpointContext device;
    private volatile String registered = "";
    private volatile @Nullable EndpointContext registration;
    private volatile Supplier<TestCa.Dates> dates = () -> TestCa.ALWAYS;

    LwM2mPeer(Events events, TestCa ca) throws Exception {
        this(events, ca, Party.ANY_NETWORK);
    }

    /** For a network whose times are known. */
    LwM2mPeer(Events events, TestCa ca, Consumer<Configuration> network) throws Exception {
        this.events = events;
        this.ca = ca;
        KeyPair keys = TestCa.keyPair();
        this.verifier = new Verifier(ca);
        this.certificate = ca.server("CN=server", keys.getPublic(), "127.0.0.1");
        Configuration configuration = configuration();
        network.accept(configuration);
        this.connector = new AlertingConnector(DtlsConnectorConfig.builder(configuration)
                .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .setCertificateIdentityProvider(new SingleCertificateProvider(
                        keys.getPrivate(), new X509Certificate[] {certificate}, CertificateType.X_509))
                .setCertificateVerifier(verifier)
                .build());
        this.endpoint = CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setConnector(connector)
                // as LwM2M servers do: a device is who it proves to be, on whatever association
                .setEndpointContextMatcher(new PrincipalEndpointContextMatcher())
                .build();
        endpoint.addNotificationListener((request, response) ->
                notifications.add("%s %s".formatted(response.getTokenString(), response.getPayloadString())));
        this.server = new CoapServer(configuration) {
            @Override
            protected Resource createRoot() {
                return new Everything();
            }
        };
        server.addEndpoint(endpoint);
        server.start();
    }

    static Configuration configuration() {
        Configuration configuration = new Configuration(
                CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, DtlsConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
        configuration.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY);
        // RFC 9146: it tells a device by this, whatever port that comes from
        configuration.set(DtlsConfig.DTLS_CONNECTION_ID_LENGTH, 6);
        configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
        configuration.set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1);
        configuration.set(CoapConfig.MAX_RESOURCE_BODY_SIZE, FIRMWARE.length);
        return configuration;
    }

    URI uri() {
        return URI.create("coaps://127.0.0.1:" + endpoint.getAddress().getPort());
    }

    X509Certificate certificate() {
        return certificate;
    }

    /** Answers {@code POST rd}, say, with this from now on. */
    void answer(String request, ResponseCode code) {
        answers.put(request, code);
    }

    /** Answers that request as it did at first. */
    void answerAgain(String request) {
        answers.remove(request);
    }

    /** Whether it refuses every certificate from now on. */
    void trustsNobody(boolean nobody) {
        verifier.trustsNobody = nobody;
    }

    /** From when until when the certificates that it issues are good. */
    void issues(Supplier<TestCa.Dates> next) {
        dates = next;
    }

    /** Whom the last such request came from. */
    EndpointContext seen(String request) {
        EndpointContext context = peers.get(request);
        if (context == null) {
            throw new AssertionError("no " + request + " came");
        }
        return context;
    }

    /** As after a restart of the server: it knows no association any more. */
    void forgetAssociations() {
        connector.clearConnectionState();
    }

    /** Ends the association over which the device registered last, as one does that has something against it, and says so in it. */
    void endAssociation(int level, int description) throws Exception {
        connector.end(registration().getPeerAddress(), level, description);
    }

    /** That it writes, in a bootstrap session, an account in mode 4 at {@code server}, with short server id 123, for a day, in /0/1 and /1/0. */
    void writesAccountOf(URI server) throws CertificateEncodingException {
        writesAccount(0, 123, server, certificate());
    }

    /** An account of another server beside that one, with these resources of object 1 besides. */
    void writesAccountOf(LwM2mPeer other, int instance, int shortServerId, LwM2mResource... more)
            throws CertificateEncodingException {
        writesAccount(instance, shortServerId, other.uri(), other.certificate(), more);
    }

    /** That it writes this one, too: an account of its own. */
    void writesAccountOf(URI server, int instance, int shortServerId) throws CertificateEncodingException {
        writesAccount(instance, shortServerId, server, certificate());
    }

    /** The bootstrap account is in /0/0, so that the other half of /1/x is in /0/x+1. */
    private void writesAccount(
            int instance, int shortServerId, URI server, X509Certificate certificate, LwM2mResource... more)
            throws CertificateEncodingException {
        writes(
                0,
                instance + 1,
                newStringResource(0, server.toString()),
                newBooleanResource(1, false),
                newIntegerResource(2, 4),
                newBinaryResource(3, new byte[0]),
                newBinaryResource(4, certificate.getEncoded()),
                newBinaryResource(5, new byte[0]),
                newIntegerResource(10, shortServerId));
        List<LwM2mResource> account = new ArrayList<>(List.of(
                newIntegerResource(0, shortServerId),
                newIntegerResource(1, 86400),
                newBooleanResource(6, false),
                newStringResource(7, "U")));
        account.addAll(List.of(more));
        writes(1, instance, account.toArray(LwM2mResource[]::new));
    }

    /** That it deletes what it once was to write. */
    void deletes(int object, int instance) {
        writes.put(new LwM2mPath(object, instance), List.of());
    }

    /** What it writes in a bootstrap session. */
    void writes(int object, int instance, LwM2mResource... resources) {
        writes.put(new LwM2mPath(object, instance), List.of(resources));
    }

    /** Sends a request to the device that came last, and gives the code of the answer. */
    String send(Request request, String path) throws InterruptedException {
        Response response = exchange(request, path);
        return response == null
                ? "no answer: " + request.getSendError()
                : response.getCode().name();
    }

    /** Observes a resource of the device that came last; all that it says of it, the answer first. */
    BlockingQueue<String> observe(String path) {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Request request = Request.newGet();
        request.setObserve();
        request.setDestinationContext(device);
        request.getOptions().setUriPath(path);
        request.getOptions().setAccept(ContentFormat.TEXT_CODE);
        request.addMessageObserver(new MessageObserverAdapter() {
            @Override
            public void onResponse(Response response) {
                told.add(response.getPayloadString());
            }
        });
        endpoint.addNotificationListener((observed, notification) -> told.add(notification.getPayloadString()));
        endpoint.sendRequest(request);
        return told;
    }

    private @Nullable Response exchange(Request request, String path) throws InterruptedException {
        request.setDestinationContext(device);
        if (!path.isEmpty()) {
            request.getOptions().setUriPath(path);
        }
        endpoint.sendRequest(request);
        return request.waitForResponse(PATIENCE);
    }

    /** The same, and gives what is in the answer. */
    String content(Request request, String path) throws InterruptedException {
        Response response = exchange(request, path);
        return response == null ? "no answer: " + request.getSendError() : response.getPayloadString();
    }

    /** As a management server: observes, and gives the token. */
    String observes(String path) throws InterruptedException {
        Request request = Request.newGet();
        request.setObserve();
        request.getOptions().setAccept(ContentFormat.TEXT_CODE);
        if (!send(request, path).equals("CONTENT")) {
            throw new AssertionError("not observed: " + path);
        }
        return request.getTokenString();
    }

    /** As a management server: reads from the device where it said something last, and says whether an answer with content came in time. */
    boolean reads(String path, Duration patience) throws InterruptedException {
        return read(path, patience).isPresent();
    }

    /** The same of what has to be there, as text. */
    String text(String path) throws InterruptedException {
        return read(path, Duration.ofMillis(PATIENCE)).orElseThrow();
    }

    /** Whom the last Register or Update came from. */
    private EndpointContext registration() {
        EndpointContext latest = registration;
        if (latest == null) {
            throw new AssertionError("nobody has registered");
        }
        return latest;
    }

    private Optional<String> read(String path, Duration patience) throws InterruptedException {
        Request request = Request.newGet();
        request.setDestinationContext(registration());
        request.getOptions().setUriPath(path).setAccept(ContentFormat.TEXT_CODE);
        endpoint.sendRequest(request);
        Response response = request.waitForResponse(patience.toMillis());
        if (response == null) {
            request.cancel();
        }
        return Optional.ofNullable(response)
                .filter(answer -> answer.getCode() == ResponseCode.CONTENT)
                .map(Response::getPayloadString);
    }

    /** The objects and instances that the device registered last, as links. */
    List<String> registeredObjects() {
        return List.of(registered.split(",", -1));
    }

    /** The certificate that the device registered under last. */
    Certificate registered() {
        X509CertPath identity = (X509CertPath) seen("POST rd").getPeerIdentity();
        return identity.getPath().getCertificates().get(0);
    }

    private String write(LwM2mPath path, List<LwM2mResource> resources) throws InterruptedException {
        if (resources.isEmpty()) {
            return send(Request.newDelete(), path.toString().substring(1));
        }
        Request request = Request.newPut();
        request.getOptions().setContentFormat(ContentFormat.SENML_JSON_CODE);
        request.setPayload(new DefaultLwM2mEncoder()
                .encode(
                        new LwM2mObjectInstance(path.getObjectInstanceId(), resources),
                        ContentFormat.SENML_JSON,
                        null,
                        path,
                        Objects.MODELS));
        return send(request, path.toString().substring(1));
    }

    /** OMA LwM2M Core 6.1.7: writes, then Finish. */
    private void bootstrap() {
        try {
            for (Map.Entry<LwM2mPath, List<LwM2mResource>> each : writes.entrySet()) {
                events.add("write " + each.getKey() + " " + write(each.getKey(), each.getValue()));
            }
            events.add("finish " + send(Request.newPost(), "bs"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static final class Verifier implements CertificateVerifier {
        private final CertificateVerifier trusting;
        private final CertificateVerifier distrusting;
        volatile boolean trustsNobody;

        Verifier(TestCa ca) {
            trusting = of(ca.certificate());
            distrusting = of(TestCa.root("CN=Nobody").certificate());
        }

        private static CertificateVerifier of(X509Certificate anchor) {
            return StaticCertificateVerifier.builder()
                    .setTrustedCertificates(anchor)
                    .build();
        }

        private CertificateVerifier now() {
            return trustsNobody ? distrusting : trusting;
        }

        @Override
        public List<CertificateType> getSupportedCertificateTypes() {
            return now().getSupportedCertificateTypes();
        }

        @Override
        public CertificateVerificationResult verifyCertificate(
                ConnectionId cid,
                ServerNames serverName,
                InetSocketAddress remotePeer,
                boolean clientUsage,
                boolean verifySubject,
                boolean truncateCertificatePath,
                CertificateMessage message) {
            return now().verifyCertificate(
                            cid, serverName, remotePeer, clientUsage, verifySubject, truncateCertificatePath, message);
        }

        @Override
        public List<X500Principal> getAcceptedIssuers() {
            return now().getAcceptedIssuers();
        }

        @Override
        public void setResultHandler(HandshakeResultHandler resultHandler) {
            // it answers at once
        }
    }

    private final class Everything extends CoapResource {
        Everything() {
            super("");
        }

        @Override
        public Resource getChild(String name) {
            return this;
        }

        @Override
        public void handleRequest(Exchange exchange) {
            take(new CoapExchange(exchange));
        }

        private void take(CoapExchange exchange) {
            String path = exchange.getRequestOptions().getUriPathString();
            String asked = exchange.getRequestCode() + " " + path;
            String query = exchange.getRequestOptions().getUriQueryString();
            device = exchange.getSourceContext();
            if (asked.equals("POST rd") || asked.equals("POST rd/1")) {
                registration = exchange.getSourceContext();
            }
            peers.put(asked, exchange.getSourceContext());
            String links = path.startsWith("rd/") && exchange.getRequestPayloadSize() > 0 ? " with links" : "";
            events.add((query.contains("lt=") && path.startsWith("rd/") ? asked + "?" + query : asked) + links);
            ResponseCode no = answers.get(asked);
            if (no != null) {
                exchange.respond(no, "for a reason");
                return;
            }
            switch (asked) {
                case "POST bs" -> {
                    exchange.respond(ResponseCode.CHANGED);
                    writer.execute(LwM2mPeer.this::bootstrap);
                }
                case "POST rd" -> {
                    registered = exchange.getRequestText();
                    exchange.setLocationPath("rd/1");
                    exchange.respond(ResponseCode.CREATED);
                }
                case "POST rd/1" -> exchange.respond(ResponseCode.CHANGED);
                case "DELETE rd/1" -> exchange.respond(ResponseCode.DELETED);
                case "GET .well-known/est/crts" ->
                    exchange.respond(ResponseCode.CONTENT, TestCa.certsOnly(ca.certificate()), CERTS_ONLY);
                case "POST .well-known/est/sen", "POST .well-known/est/sren" ->
                    exchange.respond(ResponseCode.CHANGED, issue(Pkcs10.of(exchange.getRequestPayload())), CERTIFICATE);
                case "GET firmware" -> {
                    exchange.setETag(new byte[] {7});
                    exchange.respond(ResponseCode.CONTENT, FIRMWARE);
                }
                default -> exchange.respond(ResponseCode.NOT_FOUND);
            }
        }

        private byte[] issue(Pkcs10 request) {
            try {
                return ca.client(request.subject().getName(), request.publicKey(), dates.get())
                        .getEncoded();
            } catch (CertificateEncodingException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public void close() {
        writer.shutdownNow();
        server.destroy();
    }
}
