package iotsafe.bootstrap.lwm2m.data;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.link.attributes.InvalidAttributeException;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;

/** What Observe and Observe-Composite have in common (OMA LwM2M Core 6.4.1, 6.4.2; RFC 7641). */
final class ObserveRequests {
    private final Agenda agenda;
    private final Observations observations;
    private final ClientEndpointToolbox tools;

    ObserveRequests(Agenda agenda, Observations observations, ClientEndpointToolbox tools) {
        this.agenda = agenda;
        this.observations = observations;
        this.tools = tools;
    }

    /** Whether the request begins an observation; one that ends it is told to the observations, and is else a plain read. */
    boolean begins(CoapExchange exchange) {
        Request request = exchange.advanced().getRequest();
        if (request.isObserveCancel()) {
            observations.cancelled(request.getToken());
        }
        return request.isObserve() && exchange.advanced().getRelation() != null;
    }

    /**
     * The subject of the request.
     *
     * @throws InvalidRequestException if its attributes cannot be read: 4.00
     */
    Subject subject(CoapExchange exchange, List<LwM2mPath> paths, boolean composite) {
        Optional<ContentFormat> asked = exchange.getRequestOptions().hasAccept()
                ? Optional.of(
                        ContentFormat.fromCode(exchange.getRequestOptions().getAccept()))
                : Optional.empty();
        return new Subject(paths, composite, asked, attributes(exchange));
    }

    /** Answers with what was read, and begins. */
    void begin(CoapExchange exchange, LwM2mServer server, Subject subject, Map<LwM2mPath, LwM2mNode> read) {
        Response response = new Response(CoAP.ResponseCode.CONTENT);
        response.setPayload(subject.encode(tools, read));
        response.getOptions().setContentFormat(subject.format().getCode());
        response.getOptions().setObserve(observations.nextNumber());
        exchange.respond(response);
        ObserveRelation relation = exchange.advanced().getRelation();
        if (relation != null && relation.isEstablished()) {
            observations.begin(new Observation(server, subject, exchange, relation, agenda.now(), read));
        }
    }

    /**
     * The attributes of the request.
     *
     * @throws InvalidRequestException if they cannot be read: 4.00
     */
    LwM2mAttributeSet attributes(CoapExchange exchange) {
        if (exchange.getRequestOptions().getURIQueryCount() == 0) {
            return new LwM2mAttributeSet(Collections.emptyList());
        }
        try {
            return new LwM2mAttributeSet(tools.getAttributeParser()
                    .parseQueryParams(exchange.getRequestOptions().getUriQueryStrings()));
        } catch (InvalidAttributeException e) {
            throw new InvalidRequestException(e, "the attributes of the request cannot be read: %s", e.getMessage());
        }
    }
}
