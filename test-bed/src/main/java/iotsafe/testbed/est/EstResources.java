package iotsafe.testbed.est;

import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.server.resources.Resource;

/** Adds enrolment to any CoAP server (RFC 9148 §4.1). */
public final class EstResources {
    private EstResources() {}

    /**
     * Puts {@code /.well-known/est/crts}, {@code /sen}, {@code /sren} and {@code /att} below {@code root}; discovery finds them by their attributes.
     *
     * @param root of a Californium server, which always has {@code .well-known}
     * @param life of the certificates that are issued
     * @param worker answers off CoAP's own threads; stays the caller's to stop
     */
    public static void addTo(
            Resource root,
            CertificateAuthority authority,
            Forecast forecast,
            Duration life,
            EventLog events,
            ScheduledExecutorService worker) {
        CoapResource est = new CoapResource("est");
        est.add(new CrtsResource(authority, forecast, events, worker));
        est.add(new EnrolResource(EstOperation.SEN, authority, forecast, life, events, worker));
        est.add(new EnrolResource(EstOperation.SREN, authority, forecast, life, events, worker));
        est.add(new AttResource(forecast, events, worker));
        root.getChild(".well-known").add(est);
    }
}
