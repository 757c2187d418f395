package iotsafe.bootstrap.lwm2m.data;

import java.util.Collections;
import java.util.stream.IntStream;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.resources.ResourceObserverAdapter;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mNodeException;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.codec.CodecException;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.transport.californium.ResponseCodeUtil;
import org.eclipse.leshan.transport.californium.client.object.ObjectResource;

/** An object as servers reach it: Observe is ours, all else the library's, but for answers that it gives otherwise than OMA has them. */
final class ObservedObject extends ObjectResource {
    private final int id;
    private final LwM2mObjectTree tree;
    private final ObserveRequests requests;
    private final Observations observations;
    private final WrittenAttributes attributes;

    ObservedObject(int id, Serving serving) {
        super(id, serving.identities(), serving.servers(), serving.receiver(), serving.library(), serving.tools());
        this.id = id;
        this.tree = serving.tree();
        this.requests = serving.requests();
        this.observations = serving.observations();
        this.attributes = serving.attributes();
        addObserver(new ResourceObserverAdapter() {
            @Override
            public void removedObserveRelation(ObserveRelation relation) {
                observations.ended(relation);
            }
        });
    }

    /** OMA LwM2M Core 1.1, E.1: object 0 is the bootstrap server's alone; to the library it is not there, or takes attributes. */
    @Override
    public void handleRequest(Exchange exchange) {
        LwM2mServer server = id == LwM2mId.SECURITY ? extractIdentity(exchange, exchange.getRequest()) : null;
        if (server != null && server.isLwm2mServer()) {
            exchange.sendResponse(new Response(ResponseCode.UNAUTHORIZED));
            return;
        }
        super.handleRequest(exchange);
    }

    /** OMA LwM2M Transport 1.1, 6.7: 4.06 also where the format is known, and cannot hold this value. */
    @Override
    public void handleGET(CoapExchange exchange) {
        try {
            get(exchange);
        } catch (CodecException e) {
            exchange.respond(ResponseCode.NOT_ACCEPTABLE);
        }
    }

    private void get(CoapExchange exchange) {
        boolean discover = exchange.getRequestOptions().getAccept() == MediaTypeRegistry.APPLICATION_LINK_FORMAT;
        if (discover || !requests.begins(exchange)) {
            super.handleGET(exchange);
            return;
        }
        LwM2mServer server =
                getServerOrRejectRequest(exchange, exchange.advanced().getRequest());
        if (server == null) {
            return;
        }
        Subject subject = requests.subject(exchange);
        LwM2mPath path = subject.paths().get(0);
        if (!toolbox.getEncoder().isSupported(subject.format())) {
            exchange.respond(ResponseCode.NOT_ACCEPTABLE);
            return;
        }
        ObserveResponse response = requestReceiver
                .requestReceived(
                        server,
                        new ObserveRequest(
                                subject.format(), path, exchange.advanced().getRequest()))
                .getResponse();
        if (response.isSuccess()) {
            requests.begin(exchange, server, subject, Collections.singletonMap(path, response.getContent()));
        } else {
            exchange.respond(ResponseCodeUtil.toCoapResponseCode(response.getCode()), response.getErrorMessage());
        }
    }

    /** Write-Attributes is for what is there (OMA LwM2M Transport 1.1, 6.7), and holds for observations in force, too. */
    @Override
    public void handlePUT(CoapExchange exchange) {
        if (exchange.getRequestOptions().getURIQueryCount() == 0) {
            try {
                super.handlePUT(exchange);
            } catch (LwM2mNodeException e) {
                throw Mistyped.told(e);
            }
        } else if (isThere(getPath(exchange.getRequestOptions().getUriPathString()))) {
            requests.attributes(exchange); // else the library answers twice to some that it does not know
            super.handlePUT(exchange);
            observations.reconsider();
        } else {
            exchange.respond(ResponseCode.NOT_FOUND);
        }
    }

    private boolean isThere(LwM2mPath path) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(id);
        Integer instance = path.getObjectInstanceId();
        Integer resource = path.getResourceId();
        return object != null
                && (instance == null || object.getAvailableInstanceIds().contains(instance))
                && (resource == null || object.getAvailableResourceIds(instance).contains(resource))
                && (!path.isResourceInstance()
                        || object.getAvailableInstanceResourceIds(instance, resource)
                                .contains(path.getResourceInstanceId()));
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
        try {
            super.handlePOST(exchange);
        } catch (LwM2mNodeException e) {
            throw Mistyped.told(e);
        }
    }

    @Override
    public void resourceChanged(LwM2mPath... paths) {
        attributes.changed(paths);
        observations.changed(paths);
    }

    @Override
    public void objectInstancesAdded(LwM2mObjectEnabler object, int... ids) {
        observations.changed(instances(object, ids));
    }

    @Override
    public void objectInstancesRemoved(LwM2mObjectEnabler object, int... ids) {
        attributes.removed(object.getId(), ids);
        observations.changed(instances(object, ids));
    }

    private static LwM2mPath[] instances(LwM2mObjectEnabler object, int... ids) {
        return IntStream.of(ids)
                .mapToObj(id -> new LwM2mPath(object.getId(), id))
                .toArray(LwM2mPath[]::new);
    }
}
