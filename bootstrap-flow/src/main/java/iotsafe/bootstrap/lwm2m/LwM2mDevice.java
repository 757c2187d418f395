package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.Bell;
import iotsafe.bootstrap.BootstrapServer;
import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.ManagementServer;
import iotsafe.bootstrap.OtherServers;
import iotsafe.bootstrap.lwm2m.data.DataPlane;
import iotsafe.bootstrap.lwm2m.data.DataTransport;
import iotsafe.bootstrap.lwm2m.data.DeviceLinks;
import iotsafe.bootstrap.lwm2m.data.NotificationAttributes;
import iotsafe.bootstrap.lwm2m.data.ThreadAgenda;
import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import iotsafe.bootstrap.lwm2m.kept.Saving;
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

/** The device as LwM2M sees it: its objects, and its lines to servers. Leshan speaks the protocol, the flow decides. */
public final class LwM2mDevice implements AutoCloseable {
    private final LeshanClient client;
    private final DataPlane data;
    private final BootstrapServer bootstrapServer;
    private final ManagementServer managementServer;
    private final OtherServers otherServers;
    private final CoapFiles files;
    private final CardCoapsEndpointFactory factory;
    private volatile Runnable whenBootstrapBegins = () -> {};

    private LwM2mDevice(LeshanClient client, DataPlane data, Servers servers, CardCoapsEndpointFactory factory) {
        this.factory = factory;
        this.client = client;
        this.data = data;
        this.bootstrapServer = servers.bootstrap();
        this.managementServer = servers.management();
        this.otherServers = servers.others();
        this.files = servers.files();
    }

    private record Servers(
            BootstrapServer bootstrap, ManagementServer management, OtherServers others, CoapFiles files) {}

    /**
     * Makes the device; no datagram is sent before the flow asks for it.
     *
     * @param objects one enabler an object, among them 0 with the bootstrap account, 1 and 3; without 2 each of several servers may do
     *     everything
     * @param cardPsks uses the pre-shared keys that the settings name
     */
    public static LwM2mDevice start(
            LwM2mSettings settings,
            List<? extends LwM2mObjectEnabler> objects,
            ValidityClock clock,
            CardPsks cardPsks) {
        return start(settings, objects, clock, cardPsks, LineWatch.NONE, DeviceMemory.NONE, new Bell());
    }

    /**
     * The same.
     *
     * @param watch is told what happens on its lines
     * @param memory a place for what it keeps over a restart
     * @param bell calls the flow while its own server does not know the device
     */
    public static LwM2mDevice start(
            LwM2mSettings settings,
            List<? extends LwM2mObjectEnabler> objects,
            ValidityClock clock,
            CardPsks cardPsks,
            LineWatch watch,
            DeviceMemory memory,
            Bell bell) {
        return start(settings, objects, clock, cardPsks, watch, memory, bell, Party.ANY_NETWORK);
    }

    /** For a network whose times are known. */
    static LwM2mDevice start(
            LwM2mSettings settings,
            List<? extends LwM2mObjectEnabler> objects,
            ValidityClock clock,
            CardPsks cardPsks,
            LineWatch watch,
            DeviceMemory memory,
            Bell bell,
            Consumer<Configuration> network) {
        DataPlane data = new DataPlane(settings.data(), new ThreadAgenda(clock.clock()), memory, Saving.thread());
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
        builder.setLinkFormatHelper(new DeviceLinks());
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
                    Lines lines = new Lines(transport, factory, sender, watched, settings.requestTimeout());
                    FlowEngine engine = new FlowEngine(
                            lines::isOpenTo,
                            () -> RulesReader.bootstrapAccount(
                                            ObjectsSnapshot.of(tree).instancesOf(LwM2mId.SECURITY))
                                    .isPresent(),
                            new DataReach(data),
                            new Called(bell));
                    tree.addListener(new SavedObjectsListener(engine));
                    objects.stream()
                            .filter(SavedObjectEnabler.class::isInstance)
                            .forEach(object -> ((SavedObjectEnabler) object).obeyedBy(engine));
                    data.start(tree, sender, engine::lineLost);
                    lines.whenClosed(engine::closed);
                    RegisterRequests requests = new RegisterRequests(
                            tree, links, formats, settings.data().awake().isPresent());
                    Registrar.Shared shared = new Registrar.Shared(tree, engine, requests, clock, psks, data.kept());
                    ServerLine line = lines.another();
                    made.servers = new Servers(
                            new LeshanBootstrapServer(settings, line, tree, handler, check, observer, clock, psks),
                            new LeshanManagementServer(shared, line, new KeptSession(memory.sessions(), clock.clock())),
                            new LeshanOtherServers(shared, lines, memory.sessions()),
                            new CoapFiles(line, watched, settings.requestTimeout()));
                    return engine;
                });
        LeshanClient client = builder.build();
        LwM2mDevice device = new LwM2mDevice(client, data, made.get(), factory);
        client.addObserver(new LwM2mClientObserverAdapter() {
            @Override
            public void onBootstrapStarted(LwM2mServer server, BootstrapRequest request) {
                device.whenBootstrapBegins.run();
                data.bootstrapping();
            }
        });
        client.start();
        return device;
    }

    /** The bootstrap server of the settings. */
    public BootstrapServer bootstrapServer() {
        return bootstrapServer;
    }

    /** The management server that the flow registers with. */
    public ManagementServer managementServer() {
        return managementServer;
    }

    /** The management servers beside it. */
    public OtherServers otherServers() {
        return otherServers;
    }

    /** Tells when a bootstrap server has said yes and is about to write, on the thread that asked it. */
    public void whenBootstrapBegins(Runnable told) {
        whenBootstrapBegins = told;
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
        public void resumed(LwM2mServer server, KeptRegistration as) {
            data.resume(server, as);
        }

        @Override
        public void offline(LwM2mServer server) {
            data.offline(server);
        }

        @Override
        public void forgotten() {
            data.forget();
        }
    }

    private record Called(Bell bell) implements FlowEngine.Attention {
        @Override
        public void save() {
            bell.ring();
        }

        @Override
        public boolean bootstrap() {
            bell.ringForBootstrap();
            return true;
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
