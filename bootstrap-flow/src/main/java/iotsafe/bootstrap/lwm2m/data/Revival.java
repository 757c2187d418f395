package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.lwm2m.kept.KeptObservation;
import iotsafe.bootstrap.lwm2m.kept.KeptServers;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.DelivererException;
import org.eclipse.californium.core.server.ServerMessageDeliverer;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The library's way of requests to resources, which an observation of an earlier process can join: its request is read anew, and gets an
 * exchange and a relation as if it had just come and been answered. From there on the library does what it always does: sends notifications
 * under the old token, retransmits, hears acknowledgements and Reset.
 */
final class Revival extends ServerMessageDeliverer {
    private static final Logger LOG = LoggerFactory.getLogger(Revival.class);

    private final ObserveRequests requests;
    private final KeptServers kept;

    Revival(Resource root, Configuration configuration, ObserveRequests requests, KeptServers kept) {
        super(root, configuration);
        this.requests = requests;
        this.kept = kept;
    }

    /**
     * Takes up an observation.
     *
     * @param peer the server on the association of now
     * @param endpoint of that association
     */
    void revive(LwM2mServer server, KeptObservation observation, EndpointContext peer, CoapEndpoint endpoint) {
        try {
            Request request = read(observation);
            request.setScheme(endpoint.getUri().getScheme());
            request.setSourceContext(peer);
            request.setAcknowledged(true);
            // an endpoint, whatever its protocol, knows a peer by its address
            Exchange exchange = new Exchange(request, peer.getPeerAddress(), Exchange.Origin.REMOTE, endpoint);
            exchange.setEndpoint(endpoint);
            exchange.execute(() -> begin(exchange, server, observation));
        } catch (MessageFormatException | IllegalArgumentException e) {
            giveUp(server, observation, e);
        }
    }

    private void begin(Exchange exchange, LwM2mServer server, KeptObservation observation) {
        try {
            if (!(findResource(exchange) instanceof CoapResource resource)) {
                throw new InvalidRequestException("the object is gone");
            }
            checkForObserveOption(exchange, resource);
            ObserveRelation relation = exchange.getRelation();
            if (relation == null) {
                throw new InvalidRequestException("more is observed than can be");
            }
            relation.setEstablished();
            resource.addObserveRelation(relation);
            requests.resume(new CoapExchange(exchange), server, observation);
        } catch (DelivererException | InvalidRequestException e) {
            giveUp(server, observation, e);
            // RFC 7641 4.2: an error is the last notification
            Response last = new Response(CoAP.ResponseCode.NOT_FOUND);
            last.setType(CoAP.Type.CON);
            exchange.sendResponse(last);
        }
    }

    private static Request read(KeptObservation observation) {
        if (new UdpDataParser().parseMessage(observation.request().toArray()) instanceof Request request) {
            return request;
        }
        throw new IllegalArgumentException("it is no request");
    }

    /** What an earlier process has accepted and this one does not: its objects are others. */
    private void giveUp(LwM2mServer server, KeptObservation observation, Exception e) {
        LOG.warn("{}: an observation cannot be gone on with: {}", server.getUri(), e.getMessage());
        kept.observesNoMore(observation);
    }
}
