package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.lwm2m.access.AccessBench;
import iotsafe.bootstrap.lwm2m.access.AccessControl;
import iotsafe.bootstrap.lwm2m.data.DataPlane;
import iotsafe.bootstrap.lwm2m.data.DataSettings;
import iotsafe.bootstrap.lwm2m.data.DataTransport;
import iotsafe.bootstrap.lwm2m.data.NotificationAttributes;
import iotsafe.bootstrap.lwm2m.data.VirtualAgenda;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.leshan.client.EndpointsManager;
import org.eclipse.leshan.client.LeshanClient;
import org.eclipse.leshan.client.LeshanClientBuilder;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.DmServerInfo;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.SecurityMode;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.node.TimestampedLwM2mNodes;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mEncoder;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.request.WriteRequest.Mode;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpoint;
import org.eclipse.leshan.transport.californium.client.endpoint.coap.CoapClientEndpointFactory;
import org.eclipse.leshan.transport.californium.client.endpoint.coap.CoapClientProtocolProvider;
import org.jspecify.annotations.Nullable;

/** A device with a meter and a management server, over real CoAP without DTLS, in virtual time. */
final class DataBench implements AutoCloseable {
    private static final long PATIENCE = 10_000;
    static final LwM2mModel MODELS =
            new StaticModel(Meter.MODEL, Objects.MODELS.getObjectModel(1), Objects.MODELS.getObjectModel(2));

    /** Of the server that there is. */
    static final int SERVER = 123;

    final Meter meter = new Meter();
    final VirtualAgenda agenda = new VirtualAgenda();
    final DataPlane data;
    final BlockingQueue<Response> notifications = new LinkedBlockingQueue<>();
    final BlockingQueue<Request> sent = new LinkedBlockingQueue<>();
    final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    /** All that came, notifications or not, in time or not. */
    final BlockingQueue<Response> received = new LinkedBlockingQueue<>();

    private final LeshanClient client;
    private final CoapServer peer;
    private final CoapEndpoint endpoint;
    private final Links links = new Links();
    private final DataTransport transport;
    private final DmServerInfo info = new DmServerInfo();
    private LwM2mServer server;
    private volatile boolean silent;
    volatile @Nullable ResponseCode answerToSend = ResponseCode.CHANGED;

    private static final class Links {
        @Nullable
        EndpointsManager endpoints;

        EndpointsManager get() {
            return Optional.ofNullable(endpoints).orElseThrow();
        }
    }

    DataBench(DataSettings settings, LwM2mResource... account) throws Exception {
        Configuration configuration =
                new Configuration(CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
        inOrder(configuration);
        endpoint = CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .build();
        endpoint.addNotificationListener((request, response) -> notifications.add(response));
        endpoint.addInterceptor(new Silence());
        peer = new CoapServer(configuration);
        peer.add(new CoapResource("dp") {
            @Override
            public void handlePOST(CoapExchange exchange) {
                sent.add(exchange.advanced().getRequest());
                ResponseCode answer = answerToSend;
                if (answer != null) {
                    exchange.respond(answer);
                }
            }
        });
        peer.addEndpoint(endpoint);
        peer.start();

        data = new DataPlane(settings, agenda);
        transport = new DataTransport(new Quick(), new CoapClientEndpointFactory(), data);
        List<LwM2mResource> resources = new ArrayList<>(List.of(account));
        resources.add(LwM2mSingleResource.newIntegerResource(0, SERVER));
        List<LwM2mObjectEnabler> objects = List.of(
                Objects.enabler(1, Map.of(0, Objects.stored(1, 0, resources.toArray(LwM2mResource[]::new)))),
                new AccessControls(Objects.MODELS.getObjectModel(2), StoredInstance::new),
                new ObjectEnabler(
                        Meter.OBJECT,
                        Meter.MODEL,
                        new HashMap<>(Map.of(0, meter)),
                        (model, id, taken) -> meter,
                        ContentFormat.SENML_CBOR));
        LeshanClientBuilder builder = new LeshanClientBuilder("dev1");
        builder.setObjects(objects);
        builder.setEndpointsProviders(transport);
        builder.setAttributeParser(NotificationAttributes.parser());
        builder.setBootstrapConsistencyChecker(enablers -> null);
        builder.setRegistrationEngineFactory(
                (name, tree, endpoints, sender, handler, observer, a, b, formats, executor, helper, extractor) -> {
                    links.endpoints = endpoints;
                    data.start(tree, sender, any -> lost.add("lost"));
                    return new FlowEngine(any -> true, () -> true, FlowEngine.Reach.NONE, FlowEngine.Attention.NONE);
                });
        client = builder.build();
        client.start();
        info.serverId = SERVER;
        info.secureMode = SecurityMode.NO_SEC;
        info.serverUri = URI.create("coap://127.0.0.1:" + endpoint.getAddress().getPort());
        server = links.get().createEndpoint(info, true);
        data.online(server);
        agenda.settle();
    }

    private static void inOrder(Configuration configuration) {
        configuration.set(CoapConfig.PROTOCOL_STAGE_THREAD_COUNT, 1);
        configuration.set(UdpConfig.UDP_RECEIVER_THREAD_COUNT, 1);
        configuration.set(UdpConfig.UDP_SENDER_THREAD_COUNT, 1);
    }

    /** Loses what is not answered at once. */
    private static final class Quick extends CoapClientProtocolProvider {
        @Override
        public void applyDefaultValue(Configuration configuration) {
            super.applyDefaultValue(configuration);
            configuration.set(CoapConfig.ACK_TIMEOUT, 100, TimeUnit.MILLISECONDS);
            configuration.set(CoapConfig.ACK_INIT_RANDOM, 1.0f);
            configuration.set(CoapConfig.MAX_RETRANSMIT, 1);
            inOrder(configuration);
        }
    }

    /** The registration is lost: no server knows the device. */
    void offline() {
        data.offline(server);
        agenda.settle();
    }

    /** The device registers anew, over a new association. */
    void online() {
        server = links.get().createEndpoint(info, true);
        data.online(server);
        agenda.settle();
    }

    /** The peer hears nothing any more. */
    void goSilent() {
        silent = true;
    }

    void comeBack() {
        silent = false;
    }

    private final class Silence implements MessageInterceptor {
        @Override
        public void receiveRequest(Request request) {
            drop(request);
        }

        @Override
        public void receiveResponse(Response response) {
            received.add(response);
            drop(response);
        }

        @Override
        public void receiveEmptyMessage(EmptyMessage message) {
            drop(message);
        }

        @Override
        public void sendRequest(Request request) {
            // what it says still arrives
        }

        @Override
        public void sendResponse(Response response) {
            // as above
        }

        @Override
        public void sendEmptyMessage(EmptyMessage message) {
            // as above
        }

        private void drop(Message message) {
            if (silent) {
                message.cancel();
            }
        }
    }

    /** Observes with notifications that are not confirmable; gives what is there now. */
    String observe(String path) throws InterruptedException {
        return text(observe(path, CoAP.Type.NON, ContentFormat.TEXT));
    }

    Response observe(String path, CoAP.Type type, ContentFormat accept) throws InterruptedException {
        Request request = Request.newGet();
        request.setObserve();
        request.getOptions().setAccept(accept.getCode());
        return exchange(request, type, path);
    }

    Response observeComposite(String query, String... paths) throws InterruptedException {
        Request request = Request.newFetch();
        request.setObserve();
        request.getOptions().setContentFormat(ContentFormat.SENML_JSON_CODE);
        request.getOptions().setAccept(ContentFormat.SENML_JSON_CODE);
        request.setPayload(new DefaultLwM2mEncoder()
                .encodePaths(LwM2mPath.getLwM2mPathList(List.of(paths)), ContentFormat.SENML_JSON, null));
        return exchange(request, CoAP.Type.NON, query);
    }

    String readComposite(String... paths) throws InterruptedException {
        Request request = Request.newFetch();
        request.getOptions().setContentFormat(ContentFormat.SENML_JSON_CODE);
        request.getOptions().setAccept(ContentFormat.SENML_JSON_CODE);
        request.setPayload(new DefaultLwM2mEncoder()
                .encodePaths(LwM2mPath.getLwM2mPathList(List.of(paths)), ContentFormat.SENML_JSON, null));
        return text(exchange(request, CoAP.Type.CON, ""));
    }

    String writeComposite(String senml) throws InterruptedException {
        Request request = Request.newIPatch();
        request.getOptions().setContentFormat(ContentFormat.SENML_JSON_CODE);
        request.setPayload(senml);
        Response response = exchange(request, CoAP.Type.CON, "");
        agenda.settle();
        return response.getCode().name();
    }

    /** Ends the observation that the request began. */
    void cancel(Response observed, String path) throws InterruptedException {
        Request request = Request.newGet();
        request.setObserveCancel();
        request.setToken(observed.getToken());
        request.getOptions().setAccept(ContentFormat.TEXT_CODE);
        exchange(request, CoAP.Type.CON, path);
    }

    String writeAttributes(String pathAndQuery) throws InterruptedException {
        Response response = exchange(Request.newPut(), CoAP.Type.CON, pathAndQuery);
        agenda.settle();
        return response.getCode().name();
    }

    String read(String path) throws InterruptedException {
        Request request = Request.newGet();
        request.getOptions().setAccept(ContentFormat.TEXT_CODE);
        Response response = exchange(request, CoAP.Type.CON, path);
        return response.getCode() == ResponseCode.CONTENT
                ? text(response)
                : response.getCode().name();
    }

    private Response exchange(Request request, CoAP.Type type, String pathAndQuery) throws InterruptedException {
        Response response = exchangeOnce(request, type, pathAndQuery);
        // the device has one thread for requests: with this answer it is done with the one before
        exchangeOnce(Request.newGet(), CoAP.Type.CON, "7777/0/3");
        agenda.settle();
        return response;
    }

    private Response exchangeOnce(Request request, CoAP.Type type, String pathAndQuery) throws InterruptedException {
        request.setType(type);
        int port = ((CaliforniumClientEndpoint)
                        Optional.ofNullable(transport.getEndpoint(server)).orElseThrow())
                .getCoapEndpoint()
                .getAddress()
                .getPort();
        request.setDestinationContext(
                new AddressEndpointContext(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)));
        String[] parts = pathAndQuery.split("\\?", -1);
        if (!parts[0].isEmpty()) {
            request.getOptions().setUriPath(parts[0]);
        }
        if (parts.length > 1) {
            for (String query : parts[1].split("&", -1)) {
                request.getOptions().addUriQuery(query);
            }
        }
        endpoint.sendRequest(request);
        Response response = request.waitForResponse(PATIENCE);
        if (response == null) {
            throw new AssertionError("no answer to " + request);
        }
        return response;
    }

    void measure(double... values) {
        for (double value : values) {
            meter.measure(value);
            agenda.settle();
        }
    }

    void alarm(boolean... values) {
        for (boolean value : values) {
            meter.alarm(value);
            agenda.settle();
        }
    }

    void pass(long seconds) {
        agenda.advance(Duration.ofSeconds(seconds));
    }

    /** Writes to the server's own account, as the server does. */
    void account(LwM2mResource resource) {
        client.getObjectTree()
                .getObjectEnabler(1)
                .write(LwM2mServer.SYSTEM, new WriteRequest(Mode.UPDATE, 1, 0, resource));
    }

    /** Another server gets an account, and this one no right but those to its own. */
    void share(int other) {
        ((ObjectEnabler) client.getObjectTree().getObjectEnabler(1))
                .addInstance(1, Objects.stored(1, 1, LwM2mSingleResource.newIntegerResource(0, other)));
        control(new AccessControl(0, 1, 0, new TreeMap<>(), SERVER));
    }

    /** What object 2 says from now on. */
    void control(AccessControl control) {
        AccessBench.write(client.getObjectTree(), control);
        agenda.settle();
    }

    Response notification() throws InterruptedException {
        Response response = notifications.poll(PATIENCE, TimeUnit.MILLISECONDS);
        if (response == null) {
            throw new AssertionError("no notification");
        }
        return response;
    }

    /** The next response of this kind. */
    Response nextReceived(Predicate<Response> kind) throws InterruptedException {
        while (true) {
            Response response = received.poll(PATIENCE, TimeUnit.MILLISECONDS);
            if (response == null) {
                throw new AssertionError("no such response");
            }
            if (kind.test(response)) {
                return response;
            }
        }
    }

    /** The next so many notifications. */
    List<String> notified(int many) throws InterruptedException {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            texts.add(text(notification()));
        }
        return texts;
    }

    Request send() throws InterruptedException {
        Request request = sent.poll(PATIENCE, TimeUnit.MILLISECONDS);
        if (request == null) {
            throw new AssertionError("no Send");
        }
        return request;
    }

    static TimestampedLwM2mNodes decoded(byte[] payload, ContentFormat format) {
        return new DefaultLwM2mDecoder().decodeTimestampedNodes(payload, format, null, null, MODELS);
    }

    static String text(Response response) {
        return new String(response.getPayload(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        data.close();
        client.destroy(false);
        peer.destroy();
    }
}
