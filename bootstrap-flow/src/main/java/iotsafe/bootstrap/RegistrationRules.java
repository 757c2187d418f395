package iotsafe.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What an account says of when to register, how often to try and what then (OMA LwM2M Core 1.1, 6.2.1; object 1, resources 5 and 14 to 20,
 * and of the bootstrap account in object 0, resources 11 and 12). Every time is between zero and {@link #LONGEST}, whatever was written.
 *
 * @param initialDelay /1/x/14: before the first registration that follows a bootstrap
 * @param bootstrapOnFailure /1/x/16: whether a registration that was rejected, or has failed, leads to the bootstrap server
 * @param attempts /1/x/17: as many make a sequence, at least 1
 * @param retry /1/x/18: after the first attempt of a sequence; doubles with each
 * @param sequenceDelay /1/x/19: after a sequence; empty: there is to be no other
 * @param sequences /1/x/20: after as many the registration has failed, at least 1
 * @param disableTimeout /1/x/5: silence after Disable
 * @param holdOff /0/x/11 of the bootstrap account: before a bootstrap
 * @param hasBootstrapAccount whether there is one in object 0
 * @param bootstrapUntil /0/x/12 of the bootstrap account, from /1/x/12 on: when it is to be purged; empty: never
 */
public record RegistrationRules(
        Duration initialDelay,
        boolean bootstrapOnFailure,
        int attempts,
        Duration retry,
        Optional<Duration> sequenceDelay,
        int sequences,
        Duration disableTimeout,
        Duration holdOff,
        boolean hasBootstrapAccount,
        Optional<Instant> bootstrapUntil) {
    /** No server can order a device to be silent for longer: 30 days. */
    public static final Duration LONGEST = Duration.ofDays(30);

    /** Nobody is asked more often than once a second, whatever the timer says. */
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);

    /** The defaults of OMA LwM2M Core 1.1, 6.2.1. */
    public static final RegistrationRules USUAL = new RegistrationRules(
            Duration.ZERO,
            true,
            5,
            Duration.ofSeconds(60),
            Optional.of(Duration.ofDays(1)),
            1,
            Duration.ofDays(1),
            Duration.ZERO,
            true,
            Optional.empty());

    /** Bounds what was written. */
    public RegistrationRules {
        initialDelay = bounded(initialDelay, Duration.ZERO);
        attempts = Math.max(1, attempts);
        retry = bounded(retry, SHORTEST_RETRY);
        sequenceDelay = sequenceDelay.map(delay -> bounded(delay, SHORTEST_RETRY));
        sequences = Math.max(1, sequences);
        disableTimeout = bounded(disableTimeout, Duration.ZERO);
        holdOff = bounded(holdOff, Duration.ZERO);
    }

    /** The time after an attempt, which is the first, second, ... of its sequence: doubles each time, up to {@link #LONGEST}. */
    Duration retryAfter(int attempt) {
        Duration delay = retry;
        for (int i = 1; i < attempt && delay.compareTo(LONGEST) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return bounded(delay, SHORTEST_RETRY);
    }

    /** Whether the bootstrap server may still be asked. */
    public boolean mayBootstrap(Instant now) {
        return hasBootstrapAccount && bootstrapUntil.filter(now::isAfter).isEmpty();
    }

    private static Duration bounded(Duration written, Duration shortest) {
        if (written.compareTo(shortest) < 0) {
            return shortest;
        }
        return written.compareTo(LONGEST) > 0 ? LONGEST : written;
    }
}
