package iotsafe.credentials.dtls;

import iotsafe.credentials.apdu.Bytes;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * The certificate that an account ties its server to (OMA LwM2M Core, resources /0/x/4 and /0/x/13).
 *
 * @param type what {@code data} is
 * @param data a certificate in DER or its digest
 */
public record Association(MatchingType type, Bytes data) {
    /** Whether {@code certificate} is the one. */
    boolean matches(X509Certificate certificate) throws CertificateEncodingException {
        return MessageDigest.isEqual(type.of(certificate.getEncoded()), data.toArray());
    }

    /**
     * The certificate, if it stands here whole.
     *
     * @throws CertificateException if it should but cannot be read
     */
    Optional<X509Certificate> certificate() throws CertificateException {
        if (type != MatchingType.EXACT) {
            return Optional.empty();
        }
        return Optional.of((X509Certificate)
                CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(data.toArray())));
    }
}
