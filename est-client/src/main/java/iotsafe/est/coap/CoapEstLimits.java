package iotsafe.est.coap;

import iotsafe.est.EstAnswer;
import java.time.Duration;

/**
 * How long and how much. Retransmission is not here: it is the endpoint's own (RFC 7252 §4.8), and ends after about 93 s without a sign of
 * life.
 *
 * @param answerWithin from the first datagram of a request to the last of its answer, all blocks and a separate response included; more
 *     than zero
 * @param largestBody bytes of an answer's body, 1 to {@link EstAnswer#MAX_BODY}
 */
public record CoapEstLimits(Duration answerWithin, int largestBody) {
    /** Five minutes, for a registrar that asks a CA behind it; and the largest body the decoders take. */
    public static final CoapEstLimits USUAL = new CoapEstLimits(Duration.ofMinutes(5), EstAnswer.MAX_BODY);

    /** Refuses limits that let nothing through. */
    public CoapEstLimits {
        if (answerWithin.toMillis() <= 0) {
            throw new IllegalArgumentException("answerWithin has to be at least 1 ms, not " + answerWithin);
        }
        if (largestBody < 1 || largestBody > EstAnswer.MAX_BODY) {
            throw new IllegalArgumentException(
                    "largestBody has to be 1 to %d, not %d".formatted(EstAnswer.MAX_BODY, largestBody));
        }
    }
}
