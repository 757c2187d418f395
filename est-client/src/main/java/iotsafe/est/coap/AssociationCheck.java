package iotsafe.est.coap;

import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.auth.X509CertPath;

/** Decides from the association an answer came over whether the answer counts. */
@FunctionalInterface
public interface AssociationCheck {
    /** The rule of RFC 9148 §3: the server has shown a certificate. A pre-shared key, a bare public key or no DTLS will not do. */
    AssociationCheck CERTIFICATE = answered -> answered.getPeerIdentity() instanceof X509CertPath;

    /**
     * Whether an answer over this association may be used.
     *
     * @param answered the context the CoAP library attached to the response: peer address and, over DTLS, peer identity
     */
    boolean permits(EndpointContext answered);
}
