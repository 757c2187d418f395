package iotsafe.bootstrap;

import iotsafe.credentials.CredentialUri;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate that a renewal brought and that no management server has seen yet: the former one stays in force until a registration with this
 * one has worked.
 *
 * @param key the private key it goes with; that of the certificate in force, or another container's
 * @param chain the certificate first, then intermediates, without the anchor
 * @param trust the device's own anchors from then on
 */
public record Candidate(CredentialUri.OnCard key, List<X509Certificate> chain, TrustAnchors trust) {
    /** Copies the list; refuses an empty chain. */
    public Candidate {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a candidate has a certificate");
        }
    }

    /** The certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }
}
