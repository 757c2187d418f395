package iotsafe.testbed.ca;

import org.jspecify.annotations.Nullable;

/** The CA will not sign this request. */
public abstract sealed class RequestRefused extends Exception {
    private final String why;

    private RequestRefused(String why, @Nullable Throwable cause) {
        super(why, cause);
        this.why = why;
    }

    /** The message, to be sent to the asker. */
    public final String why() {
        return why;
    }

    /** It is no PKCS#10 request for a P-256 key, or it is not signed by that key. */
    public static final class Malformed extends RequestRefused {
        Malformed(String problem, @Nullable Throwable cause) {
            super("certification request: " + problem, cause);
        }
    }

    /** It asks for another name than its sender proved. */
    public static final class OtherName extends RequestRefused {
        private OtherName(String problem) {
            super("certification request: " + problem, null);
        }

        static OtherName enrolling(String asked, String proven) {
            return new OtherName("asks for CN \"%s\", but the peer is \"%s\"".formatted(asked, proven));
        }

        static OtherName renewing(String proven) {
            return new OtherName(
                    "subject and subjectAltName have to be those of the certificate it replaces, \"%s\", byte for byte"
                            .formatted(proven));
        }
    }
}
