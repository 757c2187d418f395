package iotsafe.est;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A clock, and how far it may be wrong when a certificate's dates are judged. A device's clock drifts, and a CA may well issue a
 * certificate that begins at its own next second.
 *
 * @param clock the device's
 * @param tolerance how much earlier or later than {@code clock} the true time may be; not negative
 */
public record ValidityClock(Clock clock, Duration tolerance) {
    /** What {@link #of} allows. */
    public static final Duration USUAL_TOLERANCE = Duration.ofMinutes(5);

    /** Refuses a negative tolerance. */
    public ValidityClock {
        if (tolerance.isNegative()) {
            throw new IllegalArgumentException("tolerance " + tolerance + " is negative");
        }
    }

    /** With {@link #USUAL_TOLERANCE}. */
    public static ValidityClock of(Clock clock) {
        return new ValidityClock(clock, USUAL_TOLERANCE);
    }

    /**
     * The moment nearest to the clock at which {@code certificate} is valid; empty if that is out of tolerance. Its whole path is to be
     * judged at this one moment (RFC 5280 §6.1.1 (b)).
     */
    Optional<Instant> momentWithin(X509Certificate certificate) {
        Instant now = clock.instant();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        Instant nearest = now.isBefore(from) ? from : now.isAfter(until) ? until : now;
        return Duration.between(now, nearest).abs().compareTo(tolerance) <= 0 ? Optional.of(nearest) : Optional.empty();
    }
}
