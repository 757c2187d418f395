package iotsafe.testbed.est;

import iotsafe.testbed.ca.CommonName;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.eclipse.californium.elements.util.Bytes;

/**
 * Who sent a request, as the DTLS handshake proved it.
 *
 * @param name CN of the certificate it authenticated with, or the identity of its pre-shared key
 * @param certificate what it authenticated with; empty if with a pre-shared key
 * @param session DTLS session id, hex; empty if the server gave none
 */
public record Peer(String name, Optional<X509Certificate> certificate, String session) {
    /**
     * The sender, or empty if it did not authenticate with a certificate that names it, which is the only way RFC 9148 §3 knows, or with a
     * pre-shared key, which servers in the field take as well.
     */
    public static Optional<Peer> of(Request request) {
        EndpointContext context = request.getSourceContext();
        if (context.getPeerIdentity() instanceof X509CertPath path) {
            Certificate leaf = path.getTarget();
            if (leaf instanceof X509Certificate x509) {
                return CommonName.of(x509).map(name -> new Peer(name, Optional.of(x509), session(request)));
            }
        }
        if (context.getPeerIdentity() instanceof PreSharedKeyIdentity psk) {
            return Optional.of(new Peer(psk.getIdentity(), Optional.empty(), session(request)));
        }
        return Optional.empty();
    }

    /** The DTLS session id the request came by, hex; empty if there is none. */
    public static String session(Request request) {
        Bytes id = request.getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID);
        return id == null ? "" : id.getAsString();
    }
}
