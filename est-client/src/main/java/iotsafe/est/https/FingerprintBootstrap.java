package iotsafe.est.https;

import iotsafe.est.EstClient;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.Fingerprint;
import iotsafe.est.TrustAnchors;
import iotsafe.est.ValidityClock;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * Finds the CA of a server when the device has no anchor for it, only a fingerprint. The one thing asked over the unauthenticated
 * connection is {@code cacerts}; the device shows neither key nor password on it, and nothing but the fingerprint makes an anchor of what
 * comes back. The enrolment itself then takes a transport of its own, with these anchors and so with a new TLS session.
 *
 * @param server where to ask
 * @param fingerprint of the CA's certificate, as its operator published it
 * @param limits how long and how much
 * @see "RFC 7030 §4.1.1"
 */
public record FingerprintBootstrap(EstUri server, Fingerprint fingerprint, HttpsEstLimits limits) {
    /** Within the usual limits. */
    public FingerprintBootstrap(EstUri server, Fingerprint fingerprint) {
        this(server, fingerprint, HttpsEstLimits.USUAL);
    }

    /**
     * Asks for the bag, and takes the certificate of that fingerprint for the anchor; the others must lead to it.
     *
     * @throws EstException.Refused if no CA certificate in the bag has the fingerprint: perhaps an impostor
     * @throws EstException.Unreachable and {@code Unreadable} as {@link EstClient#caCertificates()}
     */
    public TrustAnchors.Acceptance anchors(ValidityClock clock) throws EstException {
        List<X509Certificate> bag = new EstClient(HttpsEstTransport.provisional(server, limits)).caCertificates();
        return TrustAnchors.vouchedFor(bag, Set.of(fingerprint))
                .orElseThrow(() -> new EstException.Refused(
                        EstOperation.CA_CERTS,
                        server.server(),
                        "none of its %d CA certificates has the configured fingerprint; compare it with the CA's own, this may be an impostor"
                                .formatted(bag.size())))
                .accept(bag, clock);
    }
}
