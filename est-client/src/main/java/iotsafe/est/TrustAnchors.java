package iotsafe.est;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The explicit trust anchors of an EST CA, and the intermediate certificates proved under them. An anchor comes from the device's owner,
 * never from a bag.
 *
 * @param anchors at least one, trusted by decision; their own dates are not looked at (RFC 5280 §6.1)
 * @param intermediates CA certificates that lead to {@code anchors}, in no order
 * @see "RFC 7030 §3.1, §4.1.3"
 */
public record TrustAnchors(List<X509Certificate> anchors, List<X509Certificate> intermediates) {
    private static final Logger LOG = LoggerFactory.getLogger(TrustAnchors.class);
    private static final int KEY_CERT_SIGN = 5;

    /**
     * What came of a bag.
     *
     * @param trust the same anchors, with the intermediates of this bag in place of earlier ones
     * @param dropped what was not let in: unrelated, expired, or no CA certificate; each has been logged
     */
    public record Acceptance(TrustAnchors trust, List<X509Certificate> dropped) {
        /** Copies the list. */
        public Acceptance {
            dropped = List.copyOf(dropped);
        }
    }

    /** Copies the lists; refuses to have no anchor, for then everything would fail without saying why. */
    public TrustAnchors {
        if (anchors.isEmpty()) {
            throw new IllegalArgumentException("no trust anchor for the EST server's CA; configure at least one");
        }
        anchors = List.copyOf(anchors);
        intermediates = List.copyOf(intermediates);
    }

    /** Anchors alone, before any bag. */
    public static TrustAnchors of(Collection<X509Certificate> anchors) {
        return new TrustAnchors(List.copyOf(anchors), List.of());
    }

    /**
     * Lets in what a path ties to an anchor. A certificate that is an anchor already stays one; any other must be a CA certificate with a
     * valid path up to an anchor and becomes an intermediate, never an anchor. So an unrelated self-signed certificate is dropped, and
     * one issued to the same name over another key only enters if an anchor's key vouches for it.
     *
     * @param bag what {@link EstClient#caCertificates()} returned
     */
    public Acceptance accept(Collection<X509Certificate> bag, ValidityClock clock) {
        Set<X509Certificate> offered = new LinkedHashSet<>(bag);
        anchors.forEach(offered::remove);
        List<X509Certificate> proved = new ArrayList<>();
        List<X509Certificate> dropped = new ArrayList<>();
        for (X509Certificate candidate : offered) {
            Optional<String> objection = objectionTo(candidate, List.copyOf(offered), clock);
            objection.ifPresentOrElse(
                    reason -> {
                        LOG.warn("{} of the CA is not accepted: {}", Named.of(candidate), reason);
                        dropped.add(candidate);
                    },
                    () -> proved.add(candidate));
        }
        return new Acceptance(new TrustAnchors(anchors, proved), dropped);
    }

    private Optional<String> objectionTo(X509Certificate candidate, List<X509Certificate> others, ValidityClock clock) {
        boolean[] usage = candidate.getKeyUsage();
        if (candidate.getBasicConstraints() < 0 || (usage != null && !usage[KEY_CERT_SIGN])) {
            return Optional.of("it is no CA certificate");
        }
        Optional<Instant> moment = clock.momentWithin(candidate);
        if (moment.isEmpty()) {
            return Optional.of("it is out of date");
        }
        try {
            CertificatePaths.build(candidate, anchors, others, moment.get());
            return Optional.empty();
        } catch (GeneralSecurityException noPath) {
            return Optional.of("no path to an anchor: " + noPath.getMessage());
        }
    }
}
