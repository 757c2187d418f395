package iotsafe.credentials.jca;

import iotsafe.credentials.CardObject;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file on the card that holds certificates.
 *
 * @param certificates in the file's order; never empty
 */
record CertificateFile(CardObject file, List<X509Certificate> certificates) {
    /** What the file is about: intermediates come after it. */
    X509Certificate first() {
        return certificates.get(0);
    }

    /** RFC 5280 4.2.1.9: version 3 with basicConstraints cA. */
    static boolean isAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    /**
     * The certificate with the authorities above it, as a TLS peer needs them: without the self-issued anchor, which the peer holds
     * (RFC 5246 7.4.2, RFC 8446 4.4.2).
     *
     * @param known where authorities are looked for
     */
    static List<X509Certificate> chain(X509Certificate leaf, List<X509Certificate> known) {
        List<X509Certificate> chain = new ArrayList<>(List.of(leaf));
        Optional<X509Certificate> above = issuer(leaf, known);
        while (above.isPresent() && !isSelfIssued(above.get()) && !chain.contains(above.get())) {
            chain.add(above.get());
            above = issuer(above.get(), known);
        }
        return List.copyOf(chain);
    }

    private static Optional<X509Certificate> issuer(X509Certificate of, List<X509Certificate> known) {
        return known.stream()
                .filter(CertificateFile::isAuthority)
                .filter(authority -> authority.getSubjectX500Principal().equals(of.getIssuerX500Principal()))
                .filter(authority -> isSignedBy(of, authority))
                .findFirst();
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate authority) {
        try {
            certificate.verify(authority.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
