package iotsafe.testbed.est;

import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;

/** A resource that answers with certificates, in the format the client wishes (RFC 9148 §4.3). */
abstract class CertificatesResource extends EstResource {
    private final EstOperation operation;
    private final Forecast forecast;

    CertificatesResource(EstOperation operation, Forecast forecast, EventLog events, ScheduledExecutorService worker) {
        super(operation, forecast, events, worker);
        this.operation = operation;
        this.forecast = forecast;
        getAttributes().addContentType(281);
        getAttributes().addContentType(287);
    }

    /** The answer to a peer who can read {@code format}. */
    abstract Response answer(Peer peer, EstFormat format, Request request);

    @Override
    final Response authenticated(Peer peer, Request request) {
        Optional<EstFormat> format = EstFormat.accepted(request);
        if (format.isEmpty()) {
            return refusal(ResponseCode.NOT_ACCEPTABLE, "Accept can be 281 or 287");
        }
        Response response = answer(peer, format.get(), request);
        if (response.isSuccess()) {
            EstFault.spoil(response, operation, forecast);
        }
        return response;
    }
}
