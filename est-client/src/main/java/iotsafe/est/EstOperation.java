package iotsafe.est;

import static iotsafe.est.EstContentType.CERTIFICATE;
import static iotsafe.est.EstContentType.CERTS_ONLY;
import static iotsafe.est.EstContentType.PKCS10;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The operations of EST that this client speaks, one a line: the name in RFC 7030 §3.2.2, the short name in RFC 9148 §4.1, method, request
 * type, and the answers asked for, the best first.
 */
public enum EstOperation {
    /** The certificates of the CA, in no order (RFC 7030 §4.1). */
    CA_CERTS("cacerts", "crts", Method.GET, null, List.of(CERTS_ONLY)),
    /** A first certificate over a new key (RFC 7030 §4.2.1). */
    SIMPLE_ENROLL("simpleenroll", "sen", Method.POST, PKCS10, List.of(CERTIFICATE, CERTS_ONLY)),
    /** Another certificate for the name of the one shown, over its key or a new one (RFC 7030 §4.2.2). */
    SIMPLE_REENROLL("simplereenroll", "sren", Method.POST, PKCS10, List.of(CERTIFICATE, CERTS_ONLY)),
    /** What the server wants in a request; no server need offer it (RFC 7030 §4.5). */
    CSR_ATTRS("csrattrs", "att", Method.GET, null, List.of(EstContentType.CSR_ATTRS));

    /** The two methods of EST, by their name in HTTP and CoAP alike. */
    public enum Method {
        /** Fetches; may be repeated freely. */
        GET,
        /** Asks for a certificate; a repetition may issue a second one (RFC 9148 §4.2: not idempotent). */
        POST
    }

    private final String path;
    private final String shortPath;
    private final Method method;
    private final Optional<EstContentType> requestType;

    @SuppressWarnings("ImmutableEnumChecker") // always a List.of
    private final List<EstContentType> answerTypes;

    EstOperation(
            String path,
            String shortPath,
            Method method,
            @Nullable EstContentType requestType,
            List<EstContentType> answerTypes) {
        this.path = path;
        this.shortPath = shortPath;
        this.method = method;
        this.requestType = Optional.ofNullable(requestType);
        this.answerTypes = answerTypes;
    }

    /** Last part of the URI over HTTPS: {@code cacerts}. */
    public String path() {
        return path;
    }

    /** Last part of the URI over coaps: {@code crts}. */
    public String shortPath() {
        return shortPath;
    }

    /** How to ask. */
    public Method method() {
        return method;
    }

    /** What is sent; empty if nothing is. */
    public Optional<EstContentType> requestType() {
        return requestType;
    }

    /** What may come back, the most wanted first; never empty. */
    public List<EstContentType> answerTypes() {
        return answerTypes;
    }

    /** As {@link #path()}: the name a person finds in the document. */
    @Override
    public String toString() {
        return path;
    }
}
