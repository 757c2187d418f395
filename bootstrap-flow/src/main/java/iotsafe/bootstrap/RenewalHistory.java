package iotsafe.bootstrap;

import java.time.Instant;
import java.util.Optional;

/**
 * What came of the attempts to renew the certificate in force.
 *
 * @param lastTry when the last one failed
 * @param failures how many have failed since the certificate is in force
 * @param lastFailure why, one sentence
 * @param notBefore until when a server wants to be left alone
 */
public record RenewalHistory(
        Optional<Instant> lastTry, int failures, Optional<String> lastFailure, Optional<Instant> notBefore) {
    /** No attempt yet. */
    public static final RenewalHistory NONE =
            new RenewalHistory(Optional.empty(), 0, Optional.empty(), Optional.empty());

    /** Refuses a negative count. */
    public RenewalHistory {
        if (failures < 0) {
            throw new IllegalArgumentException(failures + " failures");
        }
    }

    /** With one attempt more that failed. */
    RenewalHistory failed(Instant now, String why) {
        return new RenewalHistory(Optional.of(now), failures + 1, Optional.of(why), Optional.empty());
    }

    /** With an attempt that the server put off, which is no failure. */
    RenewalHistory putOff(Instant until, String why) {
        return new RenewalHistory(lastTry, failures, Optional.of(why), Optional.of(until));
    }
}
