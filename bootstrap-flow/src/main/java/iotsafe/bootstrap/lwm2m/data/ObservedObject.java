package iotsafe.bootstrap.lwm2m.data;

import java.util.Collections;
import java.util.stream.IntStream;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.resources.ResourceObserverAdapter;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mNodeException;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.ObserveRequest;
import org.eclipse.leshan.core.response.ObserveResponse;
import org.eclipse.leshan.transport.californium.ResponseCodeUtil;
import org.eclipse.leshan.transport.californium.client.object.ObjectResource;

/** An object as servers reach it: Observe is ours, all else the library's. */
final class ObservedObject extends ObjectResource {
    private final ObserveRequests requests;
    private final Observations observations;
    private final WrittenAttributes attributes;

    ObservedObject(int id, Serving serving) {
        super(id, serving.identities(), serving.servers(), serving.receiver(), serving.library(), serving.tools());
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

    @Override
    public void handleGET(CoapExchange exchange) {
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

    /** Write-Attributes holds for observations in force, too. */
    @Override
    public void handlePUT(CoapExchange exchange) {
        try {
            super.handlePUT(exchange);
        } catch (LwM2mNodeException e) {
            throw Mistyped.told(e);
        }
        if (exchange.getRequestOptions().getURIQueryCount() > 0) {
            observations.reconsider();
        }
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
