package iotsafe.est.https;

import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;

/**
 * Who may answer as the EST server: two sets of anchors that are kept apart, because they give different rights. A server under an
 * explicit anchor is authorised by its name in the URI or by being a registration authority; one under an implicit anchor by its name alone.
 *
 * @param explicit anchors of the EST CA, configured or taken from an accepted {@code cacerts} answer
 * @param implicit anchors of third parties that came with the device; empty switches them off, as it has to be after {@code cacerts}
 * @see "RFC 7030 §3.1, §3.6"
 */
public record ServerTrust(List<X509Certificate> explicit, List<X509Certificate> implicit) {
    /** Refuses to have no anchor at all: without one there is only {@link FingerprintBootstrap}. */
    public ServerTrust {
        explicit = List.copyOf(explicit);
        implicit = List.copyOf(implicit);
        if (explicit.isEmpty() && implicit.isEmpty()) {
            throw new IllegalArgumentException(
                    "no trust anchor for the EST server; configure one, or the fingerprint of its CA certificate");
        }
    }

    /** Explicit anchors alone. */
    public static ServerTrust explicit(Collection<X509Certificate> anchors) {
        return new ServerTrust(List.copyOf(anchors), List.of());
    }

    /** Implicit anchors alone. */
    public static ServerTrust implicit(Collection<X509Certificate> anchors) {
        return new ServerTrust(List.of(), List.copyOf(anchors));
    }
}
