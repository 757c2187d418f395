package iotsafe.est;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Paths by the platform's PKIX builder, which tries every issuer of the right name and keeps the one whose key verifies: the certificates
 * of a key rollover all share one name (RFC 4210 §4.4). Revocation is not looked up: no CA here offers it, and nothing may open a socket.
 *
 * @see "RFC 5280 §6.1"
 */
final class CertificatePaths {
    private CertificatePaths() {}

    /**
     * Finds a path at {@code moment}.
     *
     * @param others what may stand between; order and duplicates do not matter
     * @return {@code target} first, each next one its issuer, the anchor left out
     * @throws GeneralSecurityException if there is none; the message says why in the platform's words
     */
    static List<X509Certificate> build(
            X509Certificate target, Collection<X509Certificate> anchors, List<X509Certificate> others, Instant moment)
            throws GeneralSecurityException {
        X509CertSelector exactly = new X509CertSelector();
        exactly.setCertificate(target);
        List<X509Certificate> known = new ArrayList<>(others);
        known.add(target);
        PKIXBuilderParameters parameters = new PKIXBuilderParameters(
                anchors.stream().map(anchor -> new TrustAnchor(anchor, null)).collect(Collectors.toSet()), exactly);
        parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(known)));
        parameters.setDate(Date.from(moment));
        parameters.setRevocationEnabled(false);
        List<X509Certificate> path = new ArrayList<>();
        for (Certificate certificate : CertPathBuilder.getInstance("PKIX")
                .build(parameters)
                .getCertPath()
                .getCertificates()) {
            path.add((X509Certificate) certificate);
        }
        return List.copyOf(path);
    }
}
