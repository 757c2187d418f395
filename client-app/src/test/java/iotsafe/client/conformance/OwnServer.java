package iotsafe.client.conformance;

import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.pskstore.SinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticCertificateVerifier;
import org.jspecify.annotations.Nullable;

/**
 * Bootstrap server and management server in one, for what Leshan's demo server cannot ask: composite operations, Cancel Observation, formats
 * and attributes younger than it, a bootstrap step by step, refusals. It says what CoAP says, byte by byte: none of Leshan is in it.
 */
final class OwnServer implements AutoCloseable {
    /** Content formats (OMA LwM2M Core 1.1, 7.4). */
    static final int TEXT = 0;

    static final int LINK = 40;
    static final int OPAQUE = 42;
    static final int CBOR = 60;
    static final int SENML_JSON = 110;
    static final int SENML_CBOR = 112;
    /** Of LwM2M 1.2. */
    static final int LWM2M_CBOR = 11544;

    private final CoapEndpoint endpoint;
    private final CoapServer server;
    private final ExecutorService bootstraps = Executors.newSingleThreadExecutor();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<Request> sent = new CopyOnWriteArrayList<>();
    private final Map<String, ResponseCode> answers = new ConcurrentHashMap<>();
    private final BlockingQueue<Response> notifications = new LinkedBlockingQueue<>();
    private volatile Bootstrap bootstrap = any -> {};
    private volatile @Nullable EndpointContext device;

    /** What a bootstrap server does between the answer to Bootstrap-Request and Bootstrap-Finish. */
    @FunctionalInterface
    interface Bootstrap {
        /** Writes, deletes, discovers and reads by {@link OwnServer#ask}; Finish comes by itself. */
        void with(OwnServer server) throws InterruptedException;
    }

    private OwnServer(DtlsConnectorConfig.Builder builder, Configuration configuration) throws Exception {
        endpoint = CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setConnector(
                        new DTLSConnector(builder.setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                                .build()))
                .build();
        endpoint.addNotificationListener((request, response) -> notifications.add(response));
        server = new CoapServer(configuration) {
            @Override
            protected Resource createRoot() {
                return new Everything();
            }
        };
        server.addEndpoint(endpoint);
        server.start();
    }

    /** Knows one pre-shared key. */
    static OwnServer withKey(String identity, String hex) throws Exception {
        Configuration configuration = configuration();
        return new OwnServer(
                DtlsConnectorConfig.builder(configuration)
                        .setPskStore(new SinglePskStore(identity, HexFormat.of().parseHex(hex))),
                configuration);
    }

    /** Shows this certificate and asks for those of {@code anchor}. */
    static OwnServer withCertificate(PrivateKey key, X509Certificate certificate, X509Certificate anchor)
            throws Exception {
        Configuration configuration = configuration();
        return new OwnServer(
                DtlsConnectorConfig.builder(configuration)
                        .setCertificateIdentityProvider(new SingleCertificateProvider(
                                key, new X509Certificate[] {certificate}, CertificateType.X_509))
                        .setCertificateVerifier(StaticCertificateVerifier.builder()
                                .setTrustedCertificates(anchor)
                                .build()),
                configuration);
    }

    private static Configuration configuration() {
        Configuration configuration = new Configuration(
                CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, DtlsConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
        configuration.set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY);
        configuration.set(DtlsConfig.DTLS_RECEIVER_THREAD_COUNT, 1);
        configuration.set(DtlsConfig.DTLS_CONNECTOR_THREAD_COUNT, 1);
        configuration.set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1);
        return configuration;
    }

    URI uri() {
        return URI.create("coaps://127.0.0.1:" + endpoint.getAddress().getPort());
    }

    /** Answers {@code POST rd}, say, with this from now on. */
    void answer(String request, ResponseCode code) {
        answers.put(request, code);
    }

    /** Answers it again as it did at first. */
    void answerAsEver(String request) {
        answers.remove(request);
    }

    /** What bootstrapping devices get from now on. */
    void bootstraps(Bootstrap with) {
        bootstrap = with;
    }

    /** All that it was asked so far: {@code POST rd?lt=86400&...}. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** Waits until a request whose line begins so has come {@code times} times, and gives that line. */
    String awaitAsked(String beginning, int times) {
        await(beginning)
                .atMost(RunningDevice.PATIENCE)
                .until(() -> asked.stream()
                                .filter(line -> line.startsWith(beginning))
                                .count()
                        >= times);
        return asked.stream()
                .filter(line -> line.startsWith(beginning))
                .toList()
                .get(times - 1);
    }

    /** What came by Send so far. */
    List<Request> sent() {
        return List.copyOf(sent);
    }

    /** The next notification. */
    Response notification() throws InterruptedException {
        Response next = notifications.poll(RunningDevice.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            throw new AssertionError("no notification");
        }
        return next;
    }

    Response read(String path, int accept) throws InterruptedException {
        Request request = Request.newGet();
        request.getOptions().setAccept(accept);
        return ask(request, path);
    }

    Response readComposite(int accept, String... paths) throws InterruptedException {
        Request request = composite(accept, paths);
        return ask(request, "");
    }

    Response observeComposite(int accept, String... paths) throws InterruptedException {
        Request request = composite(accept, paths);
        request.setObserve();
        return ask(request, "");
    }

    /** A request about several paths. */
    static Request composite(int accept, String... paths) {
        Request request = Request.newFetch();
        request.getOptions().setContentFormat(SENML_JSON).setAccept(accept);
        request.setPayload(
                Stream.of(paths).map("{\"n\":\"%s\"}"::formatted).collect(Collectors.joining(",", "[", "]")));
        return request;
    }

    Response writeComposite(String senml) throws InterruptedException {
        Request request = Request.newIPatch();
        request.getOptions().setContentFormat(SENML_JSON);
        request.setPayload(senml);
        return ask(request, "");
    }

    /** Write-Attributes: {@code 3308/0/5900?pmin=1}. */
    Response writeAttributes(String pathAndQuery) throws InterruptedException {
        return ask(Request.newPut(), pathAndQuery);
    }

    Response write(String path, int format, String payload) throws InterruptedException {
        return write(path, format, payload.getBytes(StandardCharsets.UTF_8));
    }

    Response write(String path, int format, byte[] payload) throws InterruptedException {
        Request request = Request.newPut();
        request.getOptions().setContentFormat(format);
        request.setPayload(payload);
        return ask(request, path);
    }

    Response observe(String path, int accept) throws InterruptedException {
        Request request = Request.newGet();
        request.setObserve();
        request.getOptions().setAccept(accept);
        return ask(request, path);
    }

    /** Ends an observation by Observe 1, under its own token. */
    Response cancel(Response observed, String path, int accept) throws InterruptedException {
        Request request = Request.newGet();
        request.setObserveCancel();
        request.setToken(observed.getToken());
        request.getOptions().setAccept(accept);
        return ask(request, path);
    }

    /** Asks the device that spoke last; {@code pathAndQuery} without a slash at its beginning. */
    Response ask(Request request, String pathAndQuery) throws InterruptedException {
        request.setDestinationContext(device);
        String[] parts = pathAndQuery.split("\\?", 2);
        if (!parts[0].isEmpty()) {
            request.getOptions().setUriPath(parts[0]);
        }
        if (parts.length > 1) {
            request.getOptions().setUriQuery(parts[1]);
        }
        endpoint.sendRequest(request);
        Response response = request.waitForResponse(RunningDevice.PATIENCE.toMillis());
        if (response == null) {
            throw new AssertionError("no answer to " + request);
        }
        return response;
    }

    private void bootstrap() {
        try {
            bootstrap.with(this);
            asked.add("finish " + ask(Request.newPost(), "bs").getCode());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (AssertionError e) {
            asked.add("bootstrap broke off: " + e.getMessage());
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
            String line = exchange.getRequestCode() + " "
                    + exchange.getRequestOptions().getUriPathString();
            device = exchange.getSourceContext();
            ResponseCode ordered = answers.get(line);
            if (line.equals("POST dp")) {
                sent.add(exchange.advanced().getRequest());
            }
            if (line.equals("POST rd")) {
                exchange.setLocationPath("rd/1");
            }
            asked.add(line + "?" + exchange.getRequestOptions().getUriQueryString());
            exchange.respond(ordered != null ? ordered : usual(line));
            if (line.equals("POST bs") && ordered == null) {
                bootstraps.execute(OwnServer.this::bootstrap);
            }
        }

        private static ResponseCode usual(String line) {
            return switch (line) {
                case "POST bs", "POST rd/1", "POST dp" -> ResponseCode.CHANGED;
                case "POST rd" -> ResponseCode.CREATED;
                case "DELETE rd/1" -> ResponseCode.DELETED;
                default -> ResponseCode.NOT_FOUND;
            };
        }
    }

    @Override
    public void close() {
        bootstraps.shutdownNow();
        server.destroy();
    }
}
