package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.BootstrapServer;
import iotsafe.bootstrap.ManagementServer;
import iotsafe.bootstrap.SessionMemory;
import iotsafe.bootstrap.lwm2m.data.DataPlane;
import iotsafe.bootstrap.lwm2m.data.DataTransport;
import iotsafe.bootstrap.lwm2m.data.NotificationAttributes;
import iotsafe.bootstrap.lwm2m.data.ThreadAgenda;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.credentials.dtls.DatagramWatch;
import iotsafe.est.ValidityClock;
import java.util.List;
import java.util.function.Consumer;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.leshan.client.LeshanClient;
import org.eclipse.leshan.client.LeshanClientBuilder;
import org.eclipse.leshan.client.observer.LwM2mClientObserverAdapter;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.request.BootstrapRequest;
import org.jspecify.annotations.Nullable;

/** The device as LwM2M sees it: its objects, and a line to one server at a time. Leshan speaks the protocol, the flow decides. */
public final class LwM2mDevice implements AutoCloseable {
    private final LeshanClient client;
    private final DataPlane data;
    private final BootstrapServer bootstrapServer;
    private final ManagementServer managementServer;
    private final CoapFiles files;
    private final CardCoapsEndpointFactory factory;

    private LwM2mDevice(LeshanClient client, DataPlane data, Servers servers, CardCoapsEndpointFactory factory) {
        this.factory = factory;
        this.client = client;
        this.data = data;
        this.bootstrapServer = servers.bootstrap();
        this.managementServer = servers.management();
        this.files = servers.files();
    }

    private record Servers(BootstrapServer bootstrap, ManagementServer management, CoapFiles files) {}

    /**
     * Makes the device; no datagram is sent before the flow asks for it.
     *
     * @param objects one enabler an object, among them 0 with the bootstrap account, 1 and 3
     * @param cardPsks uses the pre-shared keys that the settings name
     */
    public static LwM2mDevice start(
            LwM2mSettings settings,
            List<? extends LwM2mObjectEnabler> objects,
            ValidityClock clock,
            CardPsks cardPsks) {
        return start(settings, objects, clock, cardPsks, LineWatch.NONE, SessionMemory.NONE);
    }

    /** The same, with somebody who is told what happens on its lines, and a place for the session with the management server. */
    public static LwM2mDevice start(
            LwM2mSettings settings,
            List<? extends LwM2mObjectEnabler> objects,
            ValidityClock clock,
            CardPsks cardPsks,
            LineWatch watch,
            SessionMemory sessions) {
        return start(settings, objects, clock, cardPsks, watch, sessions, Party.ANY_NETWORK);
    }

    /** For a network whose times are known. */
    static LwM2mDevice start(
            LwM2mSettings settings,
            List<? extends LwM2mObjectEnabler> objects,
            ValidityClock clock,
            CardPsks cardPsks,
            LineWatch watch,
            SessionMemory sessions,
            Consumer<Configuration> network) {
        DataPlane data = new DataPlane(settings.data(), new ThreadAgenda(clock.clock()));
        WatchedLine watched = new WatchedLine(watch);
        Psks psks = new Psks(settings.psks(), cardPsks);
        CardCoapsEndpointFactory factory = new CardCoapsEndpointFactory(watched);
        DataTransport transport =
                new DataTransport(new CardCoapsProtocol(factory, settings.largestBody(), network), factory, data);
        AccountsCheck check = new AccountsCheck(psks);
        Holder made = new Holder();
        LeshanClientBuilder builder = new LeshanClientBuilder("unused: the flow names the device at each request");
        builder.setObjects(objects);
        builder.setEndpointsProviders(transport);
        builder.setAttributeParser(NotificationAttributes.parser());
        builder.setBootstrapConsistencyChecker(check);
        builder.setRegistrationEngineFactory(
                (name,
                        tree,
                        endpoints,
                        sender,
                        handler,
                        observer,
                        attributes,
                        bootstrapAttributes,
                        formats,
                        executor,
                        links,
                        extractor) -> {
                    ServerLine line =
                            new ServerLine(endpoints, sender, transport, factory, watched, settings.requestTimeout());
                    FlowEngine engine = new FlowEngine(
                            line::isTo,
                            () -> RulesReader.bootstrapAccount(
                                            ObjectsSnapshot.of(tree).instancesOf(LwM2mId.SECURITY))
                                    .isPresent(),
                            new DataReach(data));
                    tree.addListener(new SavedObjectsListener(engine));
                    objects.stream()
                            .filter(ServerAccounts.class::isInstance)
                            .forEach(object -> ((ServerAccounts) object).obeyedBy(engine));
                    data.start(tree, sender, engine::lineLost);
                    factory.whenClosed(engine::closed);
                    made.servers = new Servers(
                            new LeshanBootstrapServer(settings, line, tree, handler, check, observer, clock, psks),
                            new LeshanManagementServer(
                                    line,
                                    tree,
                                    engine,
                                    new RegisterRequests(
                                            tree,
                                            links,
                                            formats,
                                            settings.data().awake().isPresent()),
                                    clock,
                                    psks,
                                    new KeptSession(sessions, clock.clock())),
                            new CoapFiles(line, watched, settings.requestTimeout()));
                    return engine;
                });
        LeshanClient client = builder.build();
        client.addObserver(new LwM2mClientObserverAdapter() {
            @Override
            public void onBootstrapStarted(LwM2mServer server, BootstrapRequest request) {
                data.forget();
            }
        });
        client.start();
        return new LwM2mDevice(client, data, made.get(), factory);
    }

    /** The bootstrap server of the settings. */
    public BootstrapServer bootstrapServer() {
        return bootstrapServer;
    }

    /** The management server that the accounts name. */
    public ManagementServer managementServer() {
        return managementServer;
    }

    /** Files of CoAP servers, for the device as the management server knows it. */
    public CoapFiles files() {
        return files;
    }

    /** Tells of the datagrams on the line to a server from now on. */
    public void watch(DatagramWatch told) {
        factory.watch(told);
    }

    /** Closes the line and the objects; sends nothing. */
    @Override
    public void close() {
        data.close();
        client.destroy(false);
    }

    private record DataReach(DataPlane data) implements FlowEngine.Reach {
        @Override
        public void online(LwM2mServer server) {
            data.online(server);
        }

        @Override
        public void offline() {
            data.offline();
        }
    }

    private static final class Holder {
        @Nullable
        Servers servers;

        Servers get() {
            if (servers == null) {
                throw new IllegalStateException("Leshan made no registration engine");
            }
            return servers;
        }
    }
}
