package iotsafe.est.https;

import iotsafe.est.EstAnswer;
import java.time.Duration;

/**
 * How long and how much.
 *
 * @param connectWithin for the connection, name look-up and TLS handshake included as far as the HTTP client counts them
 * @param headersWithin from sending a request to the end of the answer's headers
 * @param exchangeWithin for everything: redirects, a second request with credentials, the last byte of the body
 * @param largestBody bytes of an answer's body once base64 is taken off, 1 to {@link EstAnswer#MAX_BODY}
 * @param redirects how many are followed in one exchange, 0 or more
 */
public record HttpsEstLimits(
        Duration connectWithin, Duration headersWithin, Duration exchangeWithin, int largestBody, int redirects) {
    /** A minute to connect, for a card may sign slowly; five for a registrar that asks a CA behind it; six in all. */
    public static final HttpsEstLimits USUAL = new HttpsEstLimits(
            Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(6), EstAnswer.MAX_BODY, 5);

    /** Refuses limits that let nothing through. */
    public HttpsEstLimits {
        if (connectWithin.toMillis() <= 0 || headersWithin.toMillis() <= 0 || exchangeWithin.toMillis() <= 0) {
            throw new IllegalArgumentException("each time limit has to be at least 1 ms");
        }
        if (largestBody < 1 || largestBody > EstAnswer.MAX_BODY) {
            throw new IllegalArgumentException(
                    "largestBody has to be 1 to %d, not %d".formatted(EstAnswer.MAX_BODY, largestBody));
        }
        if (redirects < 0) {
            throw new IllegalArgumentException("redirects has to be 0 or more, not " + redirects);
        }
    }

    /** In base64, with a line end of two bytes after every 64 characters or fewer, and some to spare. */
    int largestEncodedBody() {
        return 512 + largestBody / 2 * 3;
    }
}
