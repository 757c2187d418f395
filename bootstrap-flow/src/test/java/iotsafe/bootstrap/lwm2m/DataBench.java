package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.SessionMemory;
import iotsafe.bootstrap.lwm2m.access.AccessBench;
import iotsafe.bootstrap.lwm2m.access.AccessControl;
import iotsafe.bootstrap.lwm2m.data.DataPlane;
import iotsafe.bootstrap.lwm2m.data.DataSettings;
import iotsafe.bootstrap.lwm2m.data.DataTransport;
import iotsafe.bootstrap.lwm2m.data.NotificationAttributes;
import iotsafe.bootstrap.lwm2m.data.RevivedExchanges;
import iotsafe.bootstrap.lwm2m.data.VirtualAgenda;
import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import iotsafe.bootstrap.lwm2m.kept.Paper;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.CoapServer;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.EmptyMessage;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.UdpEndpointContextMatcher;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.SystemConfig;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.leshan.client.EndpointsManager;
import org.eclipse.leshan.client.LeshanClient;
import org.eclipse.leshan.client.LeshanClientBuilder;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.DmServerInfo;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.servers.ServerInfo;
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
    static final int SERVER = 123;
    static final int OTHER_SERVER = 124;
    private static final long PATIENCE = 10_000;
    static final LwM2mModel MODELS =
            new StaticModel(Meter.MODEL, Objects.MODELS.getObjectModel(1), Objects.MODELS.getObjectModel(2));

    final Meter meter = new Meter();
    VirtualAgenda agenda = new VirtualAgenda();
    DataPlane data;
    final Paper registrations = new Paper();
    final Paper attributes = new Paper();
    final BlockingQueue<Response> notifications = new LinkedBlockingQueue<>();
    final BlockingQueue<Request> sent = new LinkedBlockingQueue<>();
    final BlockingQueue<String> lost = new LinkedBlockingQueue<>();
    /** All that came, notifications or not, in time or not. */
    final BlockingQueue<Response> received = new LinkedBlockingQueue<>();

    private final DataSettings settings;
    private final boolean ofTwoServers;
    private final List<LwM2mResource> account;
    private final CoapServer peer;
    private final CoapEndpoint endpoint;
    private ExecutorService disk = Executors.newSingleThreadExecutor();
    private Links links = new Links();
    private LeshanClient client;
    private DataTransport transport;
    private LwM2mServer server;
    private volatile boolean silent;
    /** Whether the next process has the meter. */
    boolean hasMeter = true;

    /** And an instance of it. */
    boolean hasInstance = true;

    volatile @Nullable ResponseCode answerToSend = ResponseCode.CHANGED;

    private static final class Links {
        @Nullable
        EndpointsManager endpoints;

        EndpointsManager get() {
            return Optional.ofNullable(endpoints).orElseThrow();
        }
    }

    /** Of a device with one account, and an object 2 to share it by. */
    DataBench(DataSettings settings, LwM2mResource... account) throws Exception {
        this(false, settings, account);
    }

    /** Of a device with another account beside that one, and nothing that says who may do what. */
    static DataBench ofTwoServers(DataSettings settings, LwM2mResource... account) throws Exception {
        return new DataBench(true, settings, account);
    }

    private DataBench(boolean ofTwoServers, DataSettings settings, LwM2mResource... account) throws Exception {
        this.ofTwoServers = ofTwoServers;
        this.settings = settings;
        this.account = List.of(account);
        Configuration configuration =
                new Configuration(CoapConfig.DEFINITIONS, UdpConfig.DEFINITIONS, SystemConfig.DEFINITIONS);
        inOrder(configuration);
        endpoint = CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setInetSocketAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                // as over DTLS, a device that comes from another port is still known
                .setEndpointContextMatcher(new UdpEndpointContextMatcher(false))
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

        start();
        server = registered(SERVER);
    }

    /** A process of the device, which is registered nowhere yet. */
    private void start() {
        data = new DataPlane(settings, agenda, new DeviceMemory(SessionMemory.NONE, registrations, attributes), disk);
        transport = new DataTransport(new Quick(), new Endpoints(), data);
        List<LwM2mResource> resources = new ArrayList<>(account);
        resources.add(LwM2mSingleResource.newIntegerResource(0, SERVER));
        Map<Integer, LwM2mInstanceEnabler> accounts =
                new HashMap<>(Map.of(0, Objects.stored(1, 0, resources.toArray(LwM2mResource[]::new))));
        List<LwM2mObjectEnabler> objects = new ArrayList<>();
        if (ofTwoServers) {
            accounts.put(1, Objects.stored(1, 1, LwM2mSingleResource.newIntegerResource(0, OTHER_SERVER)));
        } else {
            objects.add(new AccessControls(Objects.MODELS.getObjectModel(2), StoredInstance::new));
        }
        objects.add(Objects.enabler(1, accounts));
        if (hasMeter) {
            objects.add(new ObjectEnabler(
                    Meter.OBJECT,
                    Meter.MODEL,
                    hasInstance ? new HashMap<>(Map.of(0, meter)) : new HashMap<>(),
                    (model, id, taken) -> meter,
                    ContentFormat.SENML_CBOR));
        }
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
    }

    private DmServerInfo info(int id) {
        DmServerInfo info = new DmServerInfo();
        info.serverId = id;
        info.secureMode = SecurityMode.NO_SEC;
        info.serverUri = URI.create("coap://127.0.0.1:" + endpoint.getAddress().getPort());
        return info;
    }

    /** What happens in the process is over, between two instructions. */
    void kill() throws Exception {
        onDisk();
        agenda.close();
        client.destroy(false);
        next();
    }

    /** The process ends as it should. */
    void stop() throws Exception {
        settle();
        data.close();
        client.destroy(false);
        next();
    }

    private void next() {
        disk.shutdownNow();
        disk = Executors.newSingleThreadExecutor();
        agenda = new VirtualAgenda(agenda.time());
        links = new Links();
        start();
    }

    /** Until the disk has all that it was given. */
    void onDisk() throws Exception {
        disk.submit(() -> {}).get();
    }

    /** The server accepts an Update of what the process before had registered. */
    void resume() throws Exception {
        resumeAfter(() -> {});
    }

    /** The same, and what happens while the Update is on its way. */
    void resumeAfter(Meanwhile meanwhile) throws Exception {
        server = links.get().createEndpoint(info(SERVER), true);
        meanwhile.happens();
        data.resume(server, data.kept().left(SERVER).orElseThrow());
        if (!silent) {
            settle();
        }
    }

    /** The device has one thread for requests, and one for what it sends: with this answer it is done with all before. */
    private void settle() throws InterruptedException {
        exchangeOnce(Request.newGet(), CoAP.Type.CON, "7777/0/3");
        agenda.settle();
    }

    interface Meanwhile {
        void happens() throws Exception;
    }

    /** How many observations the next process will find. */
    int observationsLeft() throws Exception {
        onDisk();
        String text = registrations.text;
        return text == null ? 0 : text.split("\"request\"", -1).length - 1;
    }

    /** As the device's own. */
    private static final class Endpoints extends CoapClientEndpointFactory {
        @Override
        protected CoapEndpoint.Builder createEndpointBuilder(
                InetSocketAddress address, ServerInfo info, Configuration configuration, ClientEndpointToolbox tools) {
            return RevivedExchanges.in(super.createEndpointBuilder(address, info, configuration, tools), configuration);
        }
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
        online(SERVER);
    }

    /** The same with a server of that short server id; there is one peer for all of them. */
    void online(int id) {
        server = registered(id);
    }

    private LwM2mServer registered(int id) {
        LwM2mServer known = links.get().createEndpoint(info(id), true);
        data.kept().registered(id, new KeptRegistration("/rd/1", "terms", 86400, "links"));
        data.online(known);
        agenda.settle();
        return known;
    }

    /** The server has forgotten an observation, and says so by Reset when it is told of it. */
    void forgetObservation(Response observed) {
        endpoint.cancelObservation(observed.getToken());
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

    /** Observes anew what is observed, under the token of before. */
    void observeAgain(Response observed, String path) throws InterruptedException {
        Request request = Request.newGet();
        request.setObserve();
        request.setToken(observed.getToken());
        request.getOptions().setAccept(ContentFormat.TEXT_CODE);
        exchange(request, CoAP.Type.NON, path);
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

    /** Discover: the links with what is written to them. */
    String discover(String path) throws InterruptedException {
        Request request = Request.newGet();
        request.getOptions().setAccept(MediaTypeRegistry.APPLICATION_LINK_FORMAT);
        return text(exchange(request, CoAP.Type.CON, path));
    }

    /** Delete, and Create without content. */
    void deleteAndCreate(String object, String instance) throws InterruptedException {
        exchange(Request.newDelete(), CoAP.Type.CON, instance);
        Request create = Request.newPost();
        create.getOptions().setContentFormat(ContentFormat.SENML_JSON_CODE);
        create.setPayload("[]");
        exchange(create, CoAP.Type.CON, object);
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
        settle();
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

    /** That account is taken away, by whomever. */
    void removeAccount(int instance) {
        ((ObjectEnabler) client.getObjectTree().getObjectEnabler(1)).removeInstance(instance);
    }

    /** As a bootstrap that succeeds leaves its accounts. */
    void bootstrapped(Instant at) {
        OwnWrites.lastBootstrapped(client.getObjectTree(), at);
    }

    /** As after a bootstrap session that failed. */
    void putAccountsBack() {
        ObjectsSnapshot.of(client.getObjectTree()).restore(client.getObjectTree());
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
