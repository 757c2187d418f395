package iotsafe.est;

import java.security.cert.X509Certificate;

/** How a certificate is called in messages and logs. */
final class Named {
    private Named() {}

    /** {@code certificate "CN=dev1" (serial 1A, issuer "CN=Device CA")}. */
    static String of(X509Certificate certificate) {
        return "certificate \"%s\" (serial %X, issuer \"%s\")"
                .formatted(
                        Printable.of(certificate.getSubjectX500Principal().getName()),
                        certificate.getSerialNumber(),
                        Printable.of(certificate.getIssuerX500Principal().getName()));
    }
}
