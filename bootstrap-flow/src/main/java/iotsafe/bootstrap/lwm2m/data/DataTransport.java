package iotsafe.bootstrap.lwm2m.data;

import java.security.cert.Certificate;
import java.util.List;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.notification.NotificationManager;
import org.eclipse.leshan.client.request.DownlinkRequestReceiver;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.transport.californium.client.bootstrap.BootstrapResource;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpoint;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointFactory;
import org.eclipse.leshan.transport.californium.client.endpoint.CaliforniumClientEndpointsProvider;
import org.eclipse.leshan.transport.californium.client.endpoint.ClientProtocolProvider;
import org.eclipse.leshan.transport.californium.identity.IdentityHandlerProvider;
import org.jspecify.annotations.Nullable;

/**
 * The library's CoAP side with our resources in the place of its own, which know neither epmin, epmax, edge, con and hqmax, nor the defaults
 * of the server's account, nor what to do while the server cannot be reached.
 */
public final class DataTransport extends CaliforniumClientEndpointsProvider {
    private final CaliforniumClientEndpointFactory factory;
    private final DataPlane data;
    private final IdentityHandlerProvider identities = new IdentityHandlerProvider();
    private volatile @Nullable Current current;

    private record Current(LwM2mServer server, CoapEndpoint endpoint) {}

    /** With the endpoints of this one factory. */
    public DataTransport(ClientProtocolProvider protocol, CaliforniumClientEndpointFactory factory, DataPlane data) {
        super(new Prepared(protocol));
        this.factory = factory;
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
        WrittenAttributes attributes = data.attributes(tree, tools);
        Observations observations = data.observe(tree, tools, attributes);
        ObserveRequests requests = new ObserveRequests(data.agenda(), observations, data.kept(), tools);
        Serving serving = new Serving(
                tree,
                new AttributesByServer(receiver, tree, attributes),
                tools,
                identities,
                (exchange, peer) -> {
                    Current now = current;
                    return now != null && now.endpoint().equals(exchange.getEndpoint()) ? now.server() : null;
                },
                new NoNotifications(tree, receiver),
                requests,
                observations,
                attributes);
        ObservedRoot root = new ObservedRoot(serving);
        root.add(new BootstrapResource(identities, serving.servers(), receiver));
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
                factory.createIdentityHandler().createEndpointContext(server.getTransportData(), true),
                endpoint(server)));
    }

    private CoapEndpoint endpoint(LwM2mServer server) {
        return ((CaliforniumClientEndpoint) getEndpoint(server)).getCoapEndpoint();
    }

    @Override
    public LwM2mServer createEndpoint(
            ServerInfo info, boolean clientInitiatedOnly, List<Certificate> trustStore, ClientEndpointToolbox tools) {
        LwM2mServer server = super.createEndpoint(info, clientInitiatedOnly, trustStore, tools);
        if (server != null) {
            CoapEndpoint endpoint = endpoint(server);
            identities.addIdentityHandler(endpoint, factory.createIdentityHandler());
            endpoint.addInterceptor(data.awake());
            current = new Current(server, endpoint);
        }
        return server;
    }

    @Override
    public void destroyEndpoints() {
        identities.clear();
        super.destroyEndpoints();
    }
}
