package iotsafe.testbed.est;

import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.KeyUpdate;
import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;

/** The CA's certificates (RFC 9148 §4.1, {@code crts}). */
final class CrtsResource extends CertificatesResource {
    private final List<X509Certificate> bag;

    CrtsResource(CertificateAuthority authority, Forecast forecast, EventLog events, ScheduledExecutorService worker) {
        super(EstOperation.CRTS, forecast, events, worker);
        this.bag = bag(authority, forecast);
    }

    private static List<X509Certificate> bag(CertificateAuthority authority, Forecast forecast) {
        if (forecast.has(Weather.ROLLOVER)) {
            return KeyUpdate.of(authority).inAnyOrder();
        }
        return forecast.has(Weather.ROLLOVER_WITHOUT_LINK)
                ? List.of(authority.certificate(), KeyUpdate.of(authority).newWithNew())
                : List.of(authority.certificate());
    }

    @Override
    public void handleGET(CoapExchange exchange) {
        serve(exchange);
    }

    @Override
    Response answer(Peer peer, EstFormat format, Request request) {
        return format.answer(ResponseCode.CONTENT, bag);
    }
}
