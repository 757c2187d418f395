package iotsafe.est;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/** What a server said, in words that HTTP and CoAP share. The transport maps its own codes to these three. */
public sealed interface EstAnswer {
    /** The largest body accepted, in bytes of DER. A full set of rollover certificates takes a tenth of it. */
    int MAX_BODY = 64 * 1024;

    /** The resource that answered: {@code coaps://bs.example/.well-known/est/sen}. */
    URI source();

    /** Done: HTTP 200, CoAP 2.05 to a GET and 2.04 to a POST (RFC 9148 §4.5). */
    final class Content implements EstAnswer {
        private final URI source;
        private final EstContentType type;
        private final byte[] body;

        /**
         * Takes a copy of {@code body}.
         *
         * @param body DER as the server sent it, not yet parsed
         */
        public Content(URI source, EstContentType type, byte[] body) {
            this.source = source;
            this.type = type;
            this.body = body.clone();
        }

        @Override
        public URI source() {
            return source;
        }

        /** What the server says the body is. */
        public EstContentType type() {
            return type;
        }

        /** The body, a copy. */
        public byte[] body() {
            return body.clone();
        }
    }

    /**
     * Understood, but not now: send the identical request again. HTTP 202 (RFC 7030 §4.2.3), CoAP 5.03 (RFC 9148 §4.7).
     *
     * @param retryAfter how long to wait first, as the server said or, if it did not, as the transport's document presumes; unchecked
     */
    record Pending(URI source, Duration retryAfter) implements EstAnswer {}

    /**
     * No. HTTP and CoAP 4xx, and every other status without a meaning here.
     *
     * @param code the protocol's own notation and name: {@code 4.03 FORBIDDEN}
     * @param diagnostic the server's words, made harmless: printable and short, possibly empty
     * @param notOffered whether the server has no such operation: HTTP 404 and 501, CoAP 4.04, 4.05 and 5.01 (RFC 7030 §4.5.2)
     */
    record Refused(URI source, String code, String diagnostic, boolean notOffered) implements EstAnswer {
        private static final Pattern DEVICE_REFUSED = Pattern.compile("^(4\\.0[13]\\b|HTTP 40[13]$)");

        /** For an operation that is there. */
        public Refused(URI source, String code, String diagnostic) {
            this(source, code, diagnostic, false);
        }

        /** Whether it is the device that is not welcome, rather than what it asked for: 401 and 403, in CoAP 4.01 and 4.03. */
        public boolean isOfTheDevice() {
            return DEVICE_REFUSED.matcher(code).find();
        }

        /** Makes a stranger's text fit to be shown. */
        public Refused {
            diagnostic = Printable.of(diagnostic);
        }
    }
}
