package iotsafe.credentials.dtls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * What makes a server the right one.
 *
 * @param usage how its certificate is judged
 * @param association the certificate that the account names; empty only with {@link CertificateUsage#TRUST_ANCHOR_ASSERTION}, whose
 *     anchors are then {@code anchors}
 * @param anchors the device's own anchors
 * @param name a DNS name or literal IP address that the certificate must be for (RFC 7925 4.4.1)
 */
public record ServerTrust(
        CertificateUsage usage, Optional<Association> association, List<X509Certificate> anchors, String name) {
    /** Refuses what could accept no server at all. */
    public ServerTrust {
        anchors = List.copyOf(anchors);
        if (association.isEmpty() && (usage != CertificateUsage.TRUST_ANCHOR_ASSERTION || anchors.isEmpty())) {
            throw new IllegalArgumentException("no certificate says which server " + name + " is");
        }
    }

    /** Trust in any server of that name with a path to one of {@code anchors}. */
    public static ServerTrust anchoredIn(List<X509Certificate> anchors, String name) {
        return new ServerTrust(CertificateUsage.TRUST_ANCHOR_ASSERTION, Optional.empty(), anchors, name);
    }
}
