package iotsafe.credentials;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** Where certificates come from: a file on the card, read when it is needed, or somewhere that has been read already. */
@FunctionalInterface
public interface CertificateSource {
    /**
     * The certificates, in the order in which they stand there; at least one.
     *
     * @throws CardException.Unreadable if what stands there is no certificate
     */
    List<X509Certificate> read(SecureElement card) throws CardException;

    /** A file on the card: DER certificates one after the other, or PEM. */
    static CertificateSource onCard(CredentialUri.OnCard file) {
        return card -> parse(file.toString(), card.readFile(file).toArray());
    }

    /** Certificates that are known already. */
    static CertificateSource known(List<X509Certificate> certificates) {
        List<X509Certificate> copy = List.copyOf(certificates);
        return card -> copy;
    }

    /**
     * Reads X.509 certificates, DER or PEM.
     *
     * @param what names the place in errors
     */
    static List<X509Certificate> parse(String what, byte[] content) throws CardException.Unreadable {
        try {
            List<X509Certificate> found =
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(new ByteArrayInputStream(content))
                            .stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (found.isEmpty()) {
                throw new CardException.Unreadable(what, 0, "no certificate stands here");
            }
            return found;
        } catch (CertificateException e) {
            throw new CardException.Unreadable(what, 0, "not an X.509 certificate: " + e.getMessage());
        }
    }
}
