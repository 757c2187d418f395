package iotsafe.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What came of the attempts to renew the certificate in force.
 *
 * @param lastTry when the last one failed
 * @param failures how many have failed since the certificate is in force
 * @param lastFailure why, one sentence
 * @param notBefore until when a server wants to be left alone
 * @param putOffs how often in a row it has put us off
 * @param anchorsAsked when the CA's certificates were last asked for out of turn
 */
public record RenewalHistory(
        Optional<Instant> lastTry,
        int failures,
        Optional<String> lastFailure,
        Optional<Instant> notBefore,
        int putOffs,
        Optional<Instant> anchorsAsked) {
    /** No attempt yet. */
    public static final RenewalHistory NONE =
            new RenewalHistory(Optional.empty(), 0, Optional.empty(), Optional.empty());

    /** Who is put off more often in a row has failed, and waits for the next attempt of the schedule. */
    private static final int MOST_PUT_OFFS = 20;

    /** Of a certificate that nothing else is known of. */
    public RenewalHistory(
            Optional<Instant> lastTry, int failures, Optional<String> lastFailure, Optional<Instant> notBefore) {
        this(lastTry, failures, lastFailure, notBefore, 0, Optional.empty());
    }

    /** Refuses a negative count. */
    public RenewalHistory {
        if (failures < 0 || putOffs < 0) {
            throw new IllegalArgumentException("%d failures, %d times put off".formatted(failures, putOffs));
        }
    }

    /** With one attempt more that failed. */
    RenewalHistory failed(Instant now, String why) {
        return new RenewalHistory(Optional.of(now), failures + 1, Optional.of(why), Optional.empty(), 0, anchorsAsked);
    }

    /** With an attempt that the server put off, which is no failure unless it does nothing else. */
    RenewalHistory putOff(Instant now, Duration by, String why) {
        return putOffs < MOST_PUT_OFFS
                ? new RenewalHistory(
                        lastTry, failures, Optional.of(why), Optional.of(now.plus(by)), putOffs + 1, anchorsAsked)
                : failed(now, why + "; it has said so %d times in a row".formatted(putOffs + 1));
    }

    /** With the CA's certificates asked for. */
    RenewalHistory askedForAnchors(Instant now) {
        return new RenewalHistory(lastTry, failures, lastFailure, notBefore, putOffs, Optional.of(now));
    }
}
