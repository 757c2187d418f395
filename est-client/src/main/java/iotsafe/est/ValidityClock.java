package iotsafe.est;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A clock, and how far it may be wrong when a certificate's dates are judged. A device's clock drifts, and a CA may well issue a
 * certificate that begins at its own next second. A clock that was never set says the earliest moment that it can be: that a certificate
 * begins later is nothing against it then, that one ended earlier is.
 *
 * @param clock the device's
 * @param tolerance how much earlier or later than {@code clock} the true time may be; not negative
 * @param unset whether {@code clock} was never set, so that the true time may be later by any amount
 */
public record ValidityClock(Clock clock, Duration tolerance, BooleanSupplier unset) {
    /** What {@link #of} allows. */
    public static final Duration USUAL_TOLERANCE = Duration.ofMinutes(5);

    /** More than a certificate can last that a device will meet. */
    private static final Duration UNKNOWABLE = Duration.ofDays(36_500);

    /** Refuses a negative tolerance. */
    public ValidityClock {
        if (tolerance.isNegative()) {
            throw new IllegalArgumentException("tolerance " + tolerance + " is negative");
        }
    }

    /** Of a clock that is set. */
    public ValidityClock(Clock clock, Duration tolerance) {
        this(clock, tolerance, () -> false);
    }

    /** With {@link #USUAL_TOLERANCE}. */
    public static ValidityClock of(Clock clock) {
        return new ValidityClock(clock, USUAL_TOLERANCE);
    }

    /** How much later than {@link #clock} the true time may be. */
    public Duration lag() {
        return unset.getAsBoolean() ? UNKNOWABLE : tolerance;
    }

    /**
     * The moment nearest to the clock at which {@code certificate} is valid; empty if that is out of tolerance. Its whole path is to be
     * judged at this one moment (RFC 5280 §6.1.1 (b)).
     */
    public Optional<Instant> momentWithin(X509Certificate certificate) {
        Instant now = clock.instant();
        Instant from = certificate.getNotBefore().toInstant();
        Instant until = certificate.getNotAfter().toInstant();
        if (now.isBefore(from)) {
            return now.plus(lag()).isBefore(from) ? Optional.empty() : Optional.of(from);
        }
        if (now.isAfter(until)) {
            return now.minus(tolerance).isAfter(until) ? Optional.empty() : Optional.of(until);
        }
        return Optional.of(now);
    }
}
