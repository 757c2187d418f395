package iotsafe.est.https;

import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Gives a request the tls-unique of the connection it is about to go over; the same bytes again while that connection lasts. */
final class LinkedRequests {
    private final TlsConnections connections;
    private final RequestLinker linker;
    private byte[] lastRequest = {};
    private byte[] lastTlsUnique = {};
    private byte[] lastLinked = {};

    LinkedRequests(TlsConnections connections, RequestLinker linker) {
        this.connections = connections;
        this.linker = linker;
    }

    /** The body in base64. */
    byte[] link(EstOperation operation, URI resource, byte[] request) {
        byte[] tlsUnique = connections
                .tlsUnique(resource)
                .orElseThrow(() -> new NotLinkedException(new EstException.Unreachable(
                        operation, resource, "the TLS connection gives no tls-unique to link the request to", null)));
        try {
            return Base64Body.encode(linked(request, tlsUnique));
        } catch (GeneralSecurityException unsigned) {
            throw new NotLinkedException(new EstException.Unreachable(
                    operation,
                    resource,
                    "the request could not be signed for this connection (%s)".formatted(unsigned.getMessage()),
                    unsigned));
        }
    }

    /** A server that says 202 gets the identical request again where that is possible (RFC 7030 §4.2.3), and the card signs once less. */
    private synchronized byte[] linked(byte[] request, byte[] tlsUnique) throws GeneralSecurityException {
        if (!Arrays.equals(lastRequest, request) || !Arrays.equals(lastTlsUnique, tlsUnique)) {
            lastLinked = linker.link(request, tlsUnique);
            lastRequest = request.clone();
            lastTlsUnique = tlsUnique;
        }
        return lastLinked;
    }

    /** Carries the reason through the HTTP client. */
    static final class NotLinkedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final EstException.Unreachable reason;

        NotLinkedException(EstException.Unreachable reason) {
            super(reason.getMessage(), reason);
            this.reason = reason;
        }

        EstException.Unreachable reason() {
            return reason;
        }
    }
}
