package iotsafe.testbed.est;

import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.CertificateRequest;
import iotsafe.testbed.ca.Issuance;
import iotsafe.testbed.ca.Leaf;
import iotsafe.testbed.ca.RequestRefused;
import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;

/** A certificate for a request (RFC 9148 §4.1, {@code sen} and {@code sren}; status codes: §4.5). */
final class EnrolResource extends CertificatesResource {
    private final EstOperation operation;
    private final CertificateAuthority authority;
    private final Forecast forecast;
    private final Duration life;
    private final AtomicInteger asked = new AtomicInteger();

    EnrolResource(
            EstOperation operation,
            CertificateAuthority authority,
            Forecast forecast,
            Duration life,
            EventLog events,
            ScheduledExecutorService worker) {
        super(operation, forecast, events, worker);
        this.operation = operation;
        this.authority = authority;
        this.forecast = forecast;
        this.life = life;
    }

    @Override
    public void handlePOST(CoapExchange exchange) {
        serve(exchange);
    }

    @Override
    Response answer(Peer peer, EstFormat format, Request request) {
        if (request.getOptions().getContentFormat() != EstFormat.PKCS10) {
            return refusal(ResponseCode.UNSUPPORTED_CONTENT_FORMAT, "Content-Format must be 286");
        }
        try {
            CertificateRequest parsed = CertificateRequest.parse(request.getPayload());
            // not compared: this library does not tell what the connection's is
            if (wantsLink() && parsed.link().isEmpty()) {
                return refusal(ResponseCode.UNAUTHORIZED, "the request is linked to no connection");
            }
            if (operation == EstOperation.SREN && peer.certificate().isEmpty()) {
                return refusal(ResponseCode.UNAUTHORIZED, "the association has no certificate that could be renewed");
            }
            Leaf leaf = leaf(peer, parsed);
            int turn = asked.getAndIncrement();
            if (turn < forecast.number(Weather.SEN_503)) {
                return later(1);
            }
            if (turn == 0 && forecast.has(Weather.SEN_503_NO_MAX_AGE)) {
                return new Response(ResponseCode.SERVICE_UNAVAILABLE);
            }
            return format.answer(ResponseCode.CHANGED, List.of(Issuance.issue(authority, leaf, forecast)));
        } catch (RequestRefused.OtherName e) {
            return refusal(ResponseCode.FORBIDDEN, e.why());
        } catch (RequestRefused e) {
            return refusal(ResponseCode.BAD_REQUEST, e.why());
        }
    }

    private Leaf leaf(Peer peer, CertificateRequest request) throws RequestRefused.OtherName {
        return operation == EstOperation.SREN
                ? authority.renewed(request, peer.certificate().orElseThrow(), life)
                : authority.requested(request, peer.name(), life);
    }

    private boolean wantsLink() {
        return forecast.has(Weather.ATT_LINKING) || forecast.has(Weather.ATT_IDENTITY_LINKING);
    }

    private static Response later(int seconds) {
        Response response = new Response(ResponseCode.SERVICE_UNAVAILABLE);
        response.getOptions().setMaxAge(seconds);
        return response;
    }
}
