package iotsafe.testbed.est;

import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;

/** The CA's certificates (RFC 9148 §4.1, {@code crts}). */
final class CrtsResource extends EstResource {
    private final CertificateAuthority authority;

    CrtsResource(CertificateAuthority authority, Forecast forecast, EventLog events, ScheduledExecutorService worker) {
        super(EstOperation.CRTS, forecast, events, worker);
        this.authority = authority;
    }

    @Override
    public void handleGET(CoapExchange exchange) {
        serve(exchange);
    }

    @Override
    Response answer(Peer peer, EstFormat format, Request request) {
        return format.answer(ResponseCode.CONTENT, authority.certificate());
    }
}
