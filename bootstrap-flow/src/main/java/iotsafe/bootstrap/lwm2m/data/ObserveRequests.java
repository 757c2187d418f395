package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.lwm2m.kept.KeptObservation;
import iotsafe.bootstrap.lwm2m.kept.KeptServers;
import iotsafe.credentials.apdu.Bytes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.californium.core.CoapExchange;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.leshan.client.endpoint.ClientEndpointToolbox;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.link.attributes.InvalidAttributeException;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.node.InvalidLwM2mPathException;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.codec.CodecException;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;
import org.jspecify.annotations.Nullable;

/** What Observe and Observe-Composite have in common (OMA LwM2M Core 6.4.1, 6.4.2; RFC 7641). */
final class ObserveRequests {
    private final Agenda agenda;
    private final Observations observations;
    private final KeptServers kept;
    private final ClientEndpointToolbox tools;
    private final Function<Exchange, @Nullable LwM2mServer> servers;

    ObserveRequests(
            Agenda agenda,
            Observations observations,
            KeptServers kept,
            ClientEndpointToolbox tools,
            Function<Exchange, @Nullable LwM2mServer> servers) {
        this.agenda = agenda;
        this.kept = kept;
        this.observations = observations;
        this.tools = tools;
        this.servers = servers;
    }

    /** Whether the request begins an observation; one that ends it is told to the observations, and is else a plain read. */
    boolean begins(CoapExchange exchange) {
        Request request = exchange.advanced().getRequest();
        LwM2mServer server = request.isObserveCancel() ? servers.apply(exchange.advanced()) : null;
        if (server != null) {
            observations.cancelled(server, request.getToken());
        }
        return request.isObserve() && exchange.advanced().getRelation() != null;
    }

    /**
     * The subject of the request.
     *
     * @throws InvalidRequestException if its paths or its attributes cannot be read: 4.00
     */
    Subject subject(CoapExchange exchange) {
        boolean composite = exchange.getRequestCode() == CoAP.Code.FETCH;
        Optional<ContentFormat> asked = exchange.getRequestOptions().hasAccept()
                ? Optional.of(
                        ContentFormat.fromCode(exchange.getRequestOptions().getAccept()))
                : Optional.empty();
        return new Subject(
                composite ? paths(exchange) : List.of(path(exchange)), composite, asked, attributes(exchange));
    }

    private static LwM2mPath path(CoapExchange exchange) {
        try {
            return new LwM2mPath(exchange.getRequestOptions().getUriPathString());
        } catch (InvalidLwM2mPathException e) {
            throw new InvalidRequestException(e, "the path cannot be read: %s", e.getMessage());
        }
    }

    private List<LwM2mPath> paths(CoapExchange exchange) {
        try {
            return tools.getDecoder()
                    .decodePaths(
                            exchange.getRequestPayload(),
                            ContentFormat.fromCode(exchange.getRequestOptions().getContentFormat()),
                            null);
        } catch (CodecException e) {
            throw new InvalidRequestException(e, "the paths cannot be read");
        }
    }

    /** Answers with what was read, and begins; the answer waits until that is kept over a restart. */
    void begin(CoapExchange exchange, LwM2mServer server, Subject subject, Map<LwM2mPath, LwM2mNode> read) {
        Response response = new Response(CoAP.ResponseCode.CONTENT);
        response.setPayload(subject.encode(tools, read));
        response.getOptions().setContentFormat(subject.format().getCode());
        response.getOptions().setObserve(kept.nextNumber());
        byte[] message =
                new UdpDataSerializer().getByteArray(exchange.advanced().getRequest());
        KeptObservation observation = kept.observes(server.getId(), Bytes.of(message));
        exchange.respond(response);
        ObserveRelation relation = exchange.advanced().getRelation();
        if (relation != null && relation.isEstablished()) {
            observations.begin(
                    new Observation(server, subject, exchange, relation, observation, agenda.now(), read, true));
        } else {
            kept.observesNoMore(observation);
        }
    }

    /** Goes on with an observation of an earlier process; nothing is answered. */
    void resume(CoapExchange exchange, LwM2mServer server, KeptObservation observation) {
        ObserveRelation relation = exchange.advanced().getRelation();
        Subject subject = subject(exchange);
        Optional<LastTold> told = observation.told().flatMap(last -> LastTold.read(last, subject, tools));
        Observation resumed = new Observation(
                server,
                subject,
                exchange,
                relation,
                observation,
                told.map(last -> last.since(agenda)).orElseGet(agenda::now),
                told.map(LastTold::nodes).orElse(Map.of()),
                false);
        if (told.isEmpty()) {
            resumed.owesAll();
        }
        observations.begin(resumed);
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
