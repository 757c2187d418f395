package iotsafe.bootstrap.lwm2m.data;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.endpoint.LwM2mClientEndpoint;
import org.eclipse.leshan.client.notification.NotificationManager;
import org.eclipse.leshan.client.request.DownlinkRequestReceiver;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.core.SecurityMode;
import org.eclipse.leshan.core.peer.IpPeer;
import org.eclipse.leshan.core.peer.PskIdentity;
import org.eclipse.leshan.core.peer.X509Identity;
import org.eclipse.leshan.core.util.NamedThreadFactory;
import org.eclipse.leshan.transport.californium.client.bootstrap.BootstrapResource;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpoint;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointFactory;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointsProvider;
import org.eclipse.leshan.transport.californium.client.endpoint.ClientCoapMessageTranslator;
import org.eclipse.leshan.transport.californium.client.endpoint.ClientProtocolProvider;
import org.eclipse.leshan.transport.californium.identity.IdentityHandler;
import org.eclipse.leshan.transport.californium.identity.IdentityHandlerProvider;
import org.jspecify.annotations.Nullable;

/**
 * The library's CoAP side with an endpoint for each server at the same time, where it has one for all, and with our resources in the place
 * of its own, which know neither epmin, epmax, edge, con and hqmax, nor the defaults of the server's account, nor what to do while the server
 * cannot be reached.
 */
public final class DataTransport extends CaliforniumClientEndpointsProvider {
    private static final InetAddress ANY = new InetSocketAddress(0).getAddress();

    private final CaliforniumClientEndpointFactory factory;
    private final DataPlane data;
    private final IdentityHandler identity;
    private final ClientCoapMessageTranslator translator = new ClientCoapMessageTranslator();
    private final ScheduledExecutorService timeouts =
            Executors.newScheduledThreadPool(1, new NamedThreadFactory("LwM2M request timeout"));
    private final Map<LwM2mServer, CaliforniumClientEndpoint> open = new ConcurrentHashMap<>();
    private @Nullable Equipment equipment;

    private record Equipment(LwM2mObjectTree objects, ClientEndpointToolbox tools) {}

    /** With the endpoints of this one factory. */
    public DataTransport(ClientProtocolProvider protocol, CaliforniumClientEndpointFactory factory, DataPlane data) {
        super(new Prepared(protocol));
        this.factory = factory;
        this.identity = factory.createIdentityHandler();
        this.data = data;
    }

    /** The library's builder makes its defaults only when it builds the library's own class. */
    private static final class Prepared extends Builder {
        Prepared(ClientProtocolProvider protocol) {
            super(protocol);
            generateDefaultValue();
        }
    }

    @Override
    public void init(
            LwM2mObjectTree tree,
            DownlinkRequestReceiver receiver,
            NotificationManager library,
            ClientEndpointToolbox tools) {
        super.init(tree, receiver, library, tools);
        equipment = new Equipment(tree, tools);
        IdentityHandlerProvider identities = new OneIdentity(identity);
        WrittenAttributes attributes = data.attributes(tree, tools);
        DownlinkRequestReceiver guarded = new GuardedReceiver(new AttributesByServer(receiver, tree, attributes), tree);
        Observations observations = data.observe(tree, tools, attributes);
        ObserveRequests requests = new ObserveRequests(
                data.agenda(), observations, data.kept(), tools, exchange -> serverAt(exchange.getEndpoint()));
        Serving serving = new Serving(
                tree,
                guarded,
                tools,
                identities,
                (exchange, peer) -> serverAt(exchange.getEndpoint()),
                new NoNotifications(tree, guarded),
                requests,
                observations,
                attributes);
        ObservedRoot root = new ObservedRoot(serving);
        root.add(new BootstrapResource(identities, serving.servers(), guarded));
        for (LwM2mObjectEnabler object : tree.getObjectEnablers().values()) {
            ObservedObject resource = new ObservedObject(object.getId(), serving);
            object.addListener(resource);
            root.add(resource);
        }
        Revival deliverer = new Revival(root, getCoapServer().getConfig(), requests, data.kept());
        getCoapServer().setMessageDeliverer(deliverer);
        data.revivedBy((server, observation) -> deliverer.revive(
                server,
                observation,
                identity.createEndpointContext(server.getTransportData(), true),
                endpoint(server)));
    }

    private CoapEndpoint endpoint(LwM2mServer server) {
        CaliforniumClientEndpoint found = open.get(server);
        if (found == null) {
            throw new IllegalStateException("there is no way to " + server.getUri());
        }
        return found.getCoapEndpoint();
    }

    /** Who talks is known from where: each server has an endpoint of its own, which no other gets through to. */
    private @Nullable LwM2mServer serverAt(@Nullable Endpoint endpoint) {
        return open.entrySet().stream()
                .filter(each -> each.getValue().getCoapEndpoint().equals(endpoint))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /** As the library opens one, beside those that are there. */
    @Override
    public @Nullable LwM2mServer createEndpoint(
            ServerInfo info, boolean clientInitiatedOnly, List<Certificate> trustStore, ClientEndpointToolbox tools) {
        Opened opened = open(info);
        return opened == null ? null : opened.server();
    }

    /**
     * A way to a server.
     *
     * @param server at the other end
     * @param endpoint at ours
     */
    public record Opened(LwM2mServer server, CoapEndpoint endpoint) {}

    /**
     * Makes an endpoint for one server, beside those that are there.
     *
     * @return null if the settings make no endpoint, and the log says why
     */
    public synchronized @Nullable Opened open(ServerInfo info) {
        if (equipment == null) {
            throw new IllegalStateException("there are no objects to serve yet");
        }
        CoapEndpoint endpoint =
                factory.createCoapEndpoint(ANY, getCoapServer().getConfig(), info, true, List.of(), equipment.tools());
        if (endpoint == null) {
            return null;
        }
        LwM2mServer server = server(info);
        if (server.isLwm2mServer()) {
            endpoint.addInterceptor(data.awake(server));
        }
        open.put(
                server,
                new CaliforniumClientEndpoint(
                        factory.getProtocol(),
                        factory.getEndpointDescription(),
                        endpoint,
                        translator,
                        equipment.tools(),
                        identity,
                        factory.createConnectionController(),
                        equipment.objects().getModel(),
                        factory.createExceptionTranslator(),
                        timeouts));
        getCoapServer().addEndpoint(endpoint);
        if (started) {
            getCoapServer().start();
            try {
                endpoint.start();
            } catch (IOException e) {
                throw new IllegalStateException("the endpoint for %s cannot be started".formatted(info.serverUri), e);
            }
        }
        return new Opened(server, endpoint);
    }

    private static LwM2mServer server(ServerInfo info) {
        IpPeer peer;
        if (!info.isSecure()) {
            peer = new IpPeer(info.getAddress());
        } else if (info.secureMode == SecurityMode.PSK) {
            peer = new IpPeer(info.getAddress(), info.sni, new PskIdentity(info.pskId));
        } else {
            peer = new IpPeer(info.getAddress(), info.sni, new X509Identity("*"));
        }
        return info.bootstrap
                ? new LwM2mServer(peer, info.serverUri)
                : new LwM2mServer(peer, info.serverId, info.serverUri);
    }

    @Override
    public @Nullable LwM2mClientEndpoint getEndpoint(LwM2mServer server) {
        return open.get(server);
    }

    @Override
    public List<LwM2mClientEndpoint> getEndpoints() {
        return new ArrayList<>(open.values());
    }

    /** Nothing comes in from this server any more over this endpoint; it is not told. There may be another to it by now. */
    public synchronized void close(LwM2mServer server, CoapEndpoint endpoint) {
        CaliforniumClientEndpoint known = open.get(server);
        if (known != null && known.getCoapEndpoint().equals(endpoint)) {
            open.remove(server);
        }
        getCoapServer().getEndpoints().remove(endpoint);
        endpoint.destroy();
    }

    @Override
    public synchronized void destroyEndpoints() {
        Map.copyOf(open).forEach((server, endpoint) -> close(server, endpoint.getCoapEndpoint()));
    }

    @Override
    public synchronized void destroy() {
        timeouts.shutdownNow();
        super.destroy();
    }

    /** All endpoints come from one factory, and its handlers remember nothing. */
    private static final class OneIdentity extends IdentityHandlerProvider {
        private final IdentityHandler identity;

        OneIdentity(IdentityHandler identity) {
            this.identity = identity;
        }

        @Override
        public IdentityHandler getIdentityHandler(Endpoint endpoint) {
            return identity;
        }
    }
}
