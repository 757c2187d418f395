package iotsafe.est.https;

import iotsafe.est.ChannelBinding;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestLinker;
import java.net.URI;
import java.security.SignatureException;
import org.jspecify.annotations.Nullable;

/** Gives a request the tls-unique of the connection it is about to go over; the same bytes again while that connection lasts. */
final class LinkedRequests {
    private final TlsConnections connections;
    private @Nullable Linked last;

    private record Linked(Pkcs10 request, ChannelBinding connection, Pkcs10 linked) {}

    LinkedRequests(TlsConnections connections) {
        this.connections = connections;
    }

    /** The body in base64. */
    byte[] link(EstOperation operation, URI resource, Pkcs10 request, RequestLinker linker) {
        ChannelBinding connection = connections
                .tlsUnique(resource)
                .map(ChannelBinding::new)
                .orElseThrow(() -> new NotLinkedException(new EstException.Unreachable(
                        operation, resource, "the TLS connection gives no tls-unique to link the request to", null)));
        try {
            return Base64Body.encode(linked(request, connection, linker).der());
        } catch (SignatureException unsigned) {
            throw new NotLinkedException(new EstException.Unreachable(
                    operation,
                    resource,
                    "the request could not be signed for this connection (%s)".formatted(unsigned.getMessage()),
                    unsigned));
        } catch (EstException refused) {
            throw new NotLinkedException(refused);
        }
    }

    /** A server that says 202 gets the identical request again where that is possible (RFC 7030 §4.2.3), and the card signs once less. */
    private synchronized Pkcs10 linked(Pkcs10 request, ChannelBinding connection, RequestLinker linker)
            throws EstException, SignatureException {
        Linked before = last;
        if (before != null
                && before.request().equals(request)
                && before.connection().equals(connection)) {
            return before.linked();
        }
        Pkcs10 made = linker.link(request, connection);
        last = new Linked(request, connection, made);
        return made;
    }

    /** Carries the reason through the HTTP client. */
    static final class NotLinkedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final EstException reason;

        NotLinkedException(EstException reason) {
            super(reason.getMessage(), reason);
            this.reason = reason;
        }

        EstException reason() {
            return reason;
        }
    }
}
