package iotsafe.testbed.est;

import iotsafe.testbed.events.Event;
import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all resources of EST share: who asks, and an answer separate from the acknowledgement. */
abstract class EstResource extends CoapResource {
    private static final Logger LOG = LoggerFactory.getLogger(EstResource.class);

    private final EstOperation operation;
    private final Forecast forecast;
    private final EventLog events;
    private final ScheduledExecutorService worker;

    EstResource(EstOperation operation, Forecast forecast, EventLog events, ScheduledExecutorService worker) {
        super(operation.path);
        this.operation = operation;
        this.forecast = forecast;
        this.events = events;
        this.worker = worker;
        getAttributes().addResourceType("ace.est." + operation.path);
    }

    /** The answer to a request of a known peer; runs on the worker. */
    abstract Response authenticated(Peer peer, Request request);

    final void serve(CoapExchange exchange) {
        if (forecast.has(operation.silence)) {
            return;
        }
        // the CA may be slow: never keep CoAP's own thread waiting (RFC 9148 §4.7, separate response)
        exchange.accept();
        var unused = worker.schedule(() -> respond(exchange), forecast.number(operation.slow), TimeUnit.MILLISECONDS);
    }

    private void respond(CoapExchange exchange) {
        try {
            exchange.respond(response(exchange.advanced().getRequest()));
        } catch (RuntimeException bug) {
            LOG.error("{} failed", operation.path, bug);
            exchange.respond(ResponseCode.INTERNAL_SERVER_ERROR);
        }
    }

    private Response response(Request request) {
        Optional<Peer> peer = Peer.of(request);
        Response response = peer.isPresent()
                ? authenticated(peer.get(), request)
                : refusal(ResponseCode.UNAUTHORIZED, "enrolment needs a certificate in the DTLS handshake");
        events.add(new Event(
                Instant.now(),
                "est-" + operation.path,
                Map.of(
                        "peer", peer.map(Peer::name).orElse(""),
                        "session", Peer.session(request),
                        "status", response.getCode().text)));
        return response;
    }

    static Response refusal(ResponseCode code, String why) {
        Response response = new Response(code);
        response.setPayload(why);
        return response;
    }
}
