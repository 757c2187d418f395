package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.lwm2m.access.Rights;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.resources.ResourceObserverAdapter;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mNodeException;
import org.eclipse.leshan.core.node.codec.CodecException;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.ObserveCompositeRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.request.WriteRequest.Mode;
import org.eclipse.leshan.core.response.ObserveCompositeResponse;
import org.eclipse.leshan.core.response.WriteCompositeResponse;
import org.eclipse.leshan.transport.californium.ResponseCodeUtil;
import org.eclipse.leshan.transport.californium.client.RootResource;

/** The root as servers reach it: Observe-Composite and Write-Composite are ours, all else the library's. */
final class ObservedRoot extends RootResource {
    private final ObserveRequests requests;
    private final LwM2mObjectTree tree;
    private final AtomicWrite atomic;

    ObservedRoot(Serving serving) {
        super(serving.identities(), serving.servers(), null, serving.receiver(), serving.tools());
        this.requests = serving.requests();
        this.tree = serving.tree();
        this.atomic = new AtomicWrite(tree);
        addObserver(new ResourceObserverAdapter() {
            @Override
            public void removedObserveRelation(ObserveRelation relation) {
                serving.observations().ended(relation);
            }
        });
    }

    /** OMA LwM2M Transport 1.1, 6.7: 4.06 also for a format that is known, and holds one value only. */
    @Override
    public void handleFETCH(CoapExchange exchange) {
        try {
            fetch(exchange);
        } catch (CodecException e) {
            exchange.respond(ResponseCode.NOT_ACCEPTABLE);
        }
    }

    private void fetch(CoapExchange exchange) {
        if (!requests.begins(exchange) || !exchange.getRequestOptions().hasContentFormat()) {
            super.handleFETCH(exchange);
            return;
        }
        Request request = exchange.advanced().getRequest();
        LwM2mServer server = getServerOrRejectRequest(exchange, request);
        if (server == null) {
            return;
        }
        Subject subject = requests.subject(exchange);
        if (!toolbox.getEncoder().isSupported(subject.format())) {
            exchange.respond(ResponseCode.NOT_ACCEPTABLE);
            return;
        }
        ObserveCompositeResponse response = requestReceiver
                .requestReceived(
                        server,
                        new ObserveCompositeRequest(
                                ContentFormat.fromCode(
                                        exchange.getRequestOptions().getContentFormat()),
                                subject.format(),
                                subject.paths(),
                                request))
                .getResponse();
        if (response.isSuccess()) {
            requests.begin(exchange, server, subject, response.getContent());
        } else {
            exchange.respond(ResponseCodeUtil.toCoapResponseCode(response.getCode()), response.getErrorMessage());
        }
    }

    /** OMA LwM2M Core 6.3.9: all of it is written, or none of it. */
    @Override
    public void handleIPATCH(CoapExchange exchange) {
        Request request = exchange.advanced().getRequest();
        LwM2mServer server = getServerOrRejectRequest(exchange, request);
        if (server == null) {
            return;
        }
        ContentFormat format = exchange.getRequestOptions().hasContentFormat()
                ? ContentFormat.fromCode(exchange.getRequestOptions().getContentFormat())
                : null;
        if (format == null || !toolbox.getDecoder().isSupported(format)) {
            exchange.respond(ResponseCode.UNSUPPORTED_CONTENT_FORMAT);
            return;
        }
        WriteCompositeResponse response;
        try {
            response = atomic.write(
                    Rights.of(server, tree),
                    toolbox.getDecoder().decodeNodes(request.getPayload(), format, null, null, toolbox.getModel()),
                    (path, node) -> requestReceiver
                            .requestReceived(server, new WriteRequest(Mode.REPLACE, format, path, node, request))
                            .getResponse());
        } catch (CodecException e) {
            handleInvalidRequest(exchange.advanced(), "the values cannot be read", e);
            return;
        } catch (LwM2mNodeException e) {
            throw Mistyped.told(e);
        }
        exchange.respond(ResponseCodeUtil.toCoapResponseCode(response.getCode()), response.getErrorMessage());
    }
}
