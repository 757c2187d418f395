package iotsafe.est;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whom an EST client believes, and why. Explicit anchors are the EST CA's own: configured, or installed from a bag by the rules of
 * {@link #accept}. Implicit ones are third parties' (a device maker's list); they serve until there is an explicit one and never beside it.
 *
 * @param explicit anchors of the EST CA; their own dates are not looked at (RFC 5280 §6.1)
 * @param implicit anchors of third parties; leave them out to switch them off (RFC 7030 §3.1)
 * @param intermediates CA certificates that lead to {@link #anchors}, in no order
 * @see "RFC 7030 §3.1, §4.1.3; RFC 4210 §4.4"
 */
public record TrustAnchors(
        List<X509Certificate> explicit, List<X509Certificate> implicit, List<X509Certificate> intermediates) {
    private static final Logger LOG = LoggerFactory.getLogger(TrustAnchors.class);
    private static final int KEY_CERT_SIGN = 5;
    private static final Duration LONGEST_MARGIN = Duration.ofDays(30);

    /** Why a certificate is held. The names are fit to be stored. */
    public enum Kind {
        /** An anchor of the EST CA. */
        EXPLICIT,
        /** An anchor of a third party. */
        IMPLICIT,
        /** No anchor: it leads to one. */
        INTERMEDIATE
    }

    /** One certificate as it is kept over a restart. */
    public record Kept(Kind kind, X509Certificate certificate) {}

    /**
     * What came of a bag.
     *
     * @param trust what to believe from now on, with the intermediates of this bag in place of earlier ones
     * @param installed anchors that were not there before, also in {@code trust}
     * @param dropped what was not let in: unrelated, expired, or no CA certificate; each has been logged
     */
    public record Acceptance(TrustAnchors trust, List<X509Certificate> installed, List<X509Certificate> dropped) {
        /** Copies the lists. */
        public Acceptance {
            installed = List.copyOf(installed);
            dropped = List.copyOf(dropped);
        }
    }

    /** Copies the lists; refuses to have no anchor, for then everything would fail without saying why. */
    public TrustAnchors {
        if (explicit.isEmpty() && implicit.isEmpty()) {
            throw new IllegalArgumentException("no trust anchor for the EST server's CA; configure at least one");
        }
        explicit = List.copyOf(explicit);
        implicit = List.copyOf(implicit);
        intermediates = List.copyOf(intermediates);
    }

    /** Without third parties. */
    public TrustAnchors(List<X509Certificate> explicit, List<X509Certificate> intermediates) {
        this(explicit, List.of(), intermediates);
    }

    /** Explicit anchors alone, before any bag. */
    public static TrustAnchors of(Collection<X509Certificate> explicit) {
        return new TrustAnchors(List.copyOf(explicit), List.of());
    }

    /** Third parties alone, before any bag. */
    public static TrustAnchors implicit(Collection<X509Certificate> implicit) {
        return new TrustAnchors(List.of(), List.copyOf(implicit), List.of());
    }

    /**
     * The certificates of a bag that somebody vouched for by their fingerprint, as explicit anchors: the only way to begin with none.
     *
     * @param bag fetched in a session that proved nothing (RFC 7030 §4.1.1); begin a new session with what this returns
     * @return empty if no self-signed CA certificate fits a fingerprint
     */
    public static Optional<TrustAnchors> vouchedFor(
            Collection<X509Certificate> bag, Collection<Fingerprint> fingerprints) {
        List<X509Certificate> known = bag.stream()
                .filter(TrustAnchors::isRoot)
                .filter(root -> fingerprints.stream().anyMatch(fingerprint -> fingerprint.fits(root)))
                .distinct()
                .toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(of(known));
    }

    /** What {@link #kept} gave. */
    public static TrustAnchors ofKept(Collection<Kept> kept) {
        return new TrustAnchors(of(Kind.EXPLICIT, kept), of(Kind.IMPLICIT, kept), of(Kind.INTERMEDIATE, kept));
    }

    private static List<X509Certificate> of(Kind kind, Collection<Kept> kept) {
        return kept.stream()
                .filter(one -> one.kind() == kind)
                .map(Kept::certificate)
                .toList();
    }

    /** All of it, for storing; {@link #ofKept} makes an equal one. */
    public List<Kept> kept() {
        return Stream.of(
                        explicit.stream().map(one -> new Kept(Kind.EXPLICIT, one)),
                        implicit.stream().map(one -> new Kept(Kind.IMPLICIT, one)),
                        intermediates.stream().map(one -> new Kept(Kind.INTERMEDIATE, one)))
                .flatMap(each -> each)
                .toList();
    }

    /** The anchors that count now: the explicit ones, or while there are none, the implicit ones. Never empty. */
    public List<X509Certificate> anchors() {
        return explicit.isEmpty() ? implicit : explicit;
    }

    /**
     * Lets in what a path ties to an anchor, and learns a CA's new key. A CA certificate with a valid path up to an anchor becomes an
     * intermediate. A self-signed one becomes an anchor in two cases only: it is the successor of an explicit anchor, proved by a
     * certificate of the same name and key that the old key signed (NewWithOld); or there is no explicit anchor yet, and it is the CA
     * that a server of an implicit anchor presents as its own, which ends the implicit ones (RFC 7030 §4.1.3). In either case it is the
     * one that is valid longest; all others have to have a path. The old anchor stays until {@link #without} drops it.
     *
     * @param bag what {@link EstClient#caCertificates()} returned, in any order
     */
    public Acceptance accept(Collection<X509Certificate> bag, ValidityClock clock) {
        Set<X509Certificate> offered = new LinkedHashSet<>(bag);
        explicit.forEach(offered::remove);
        Optional<X509Certificate> fresh = newAnchor(offered, clock);
        fresh.ifPresent(anchor -> LOG.info("{} is a trust anchor from now on", Named.of(anchor)));
        List<X509Certificate> own =
                Stream.concat(explicit.stream(), fresh.stream()).toList();
        List<X509Certificate> anchors = own.isEmpty() ? implicit : own;
        anchors.forEach(offered::remove);
        List<X509Certificate> proved = new ArrayList<>();
        List<X509Certificate> dropped = new ArrayList<>();
        for (X509Certificate candidate : offered) {
            objectionTo(candidate, anchors, List.copyOf(offered), clock)
                    .ifPresentOrElse(
                            reason -> {
                                LOG.warn("{} of the CA is not accepted: {}", Named.of(candidate), reason);
                                dropped.add(candidate);
                            },
                            () -> proved.add(candidate));
        }
        return new Acceptance(
                new TrustAnchors(own, own.isEmpty() ? implicit : List.of(), proved),
                fresh.stream().toList(),
                dropped);
    }

    private Optional<X509Certificate> newAnchor(Set<X509Certificate> offered, ValidityClock clock) {
        return offered.stream()
                .filter(TrustAnchors::isRoot)
                .filter(root -> clock.momentWithin(root).isPresent())
                .filter(root -> explicit.isEmpty()
                        ? !implicit.contains(root)
                        : offered.stream().anyMatch(link -> vouches(link, root, clock)))
                .max(Comparator.comparing(X509Certificate::getNotAfter));
    }

    /** NewWithOld: the new key under the same name, signed by an anchor's key (RFC 4210 §4.4.1). */
    private boolean vouches(X509Certificate link, X509Certificate successor, ValidityClock clock) {
        return !link.equals(successor)
                && isAuthority(link)
                && clock.momentWithin(link).isPresent()
                && link.getSubjectX500Principal().equals(successor.getSubjectX500Principal())
                && Arrays.equals(
                        link.getPublicKey().getEncoded(),
                        successor.getPublicKey().getEncoded())
                && explicit.stream()
                        .anyMatch(old -> old.getSubjectX500Principal().equals(link.getIssuerX500Principal())
                                && old.getSubjectX500Principal().equals(link.getSubjectX500Principal())
                                && isSignedBy(link, old));
    }

    private static Optional<String> objectionTo(
            X509Certificate candidate,
            List<X509Certificate> anchors,
            List<X509Certificate> others,
            ValidityClock clock) {
        if (!isAuthority(candidate)) {
            return Optional.of("it is no CA certificate");
        }
        Optional<Instant> moment = clock.momentWithin(candidate);
        if (moment.isEmpty()) {
            return Optional.of("it is out of date");
        }
        if (isKeyUpdate(candidate, anchors)) {
            return Optional.empty();
        }
        try {
            CertificatePaths.build(candidate, anchors, others, moment.get());
            return Optional.empty();
        } catch (GeneralSecurityException noPath) {
            return Optional.of("no path to an anchor: " + noPath.getMessage());
        }
    }

    /**
     * NewWithOld and OldWithNew, each signed by an anchor under the anchor's own name. The platform's path builder finds no path to the one
     * that an anchor of the same name and key stands beside.
     */
    private static boolean isKeyUpdate(X509Certificate candidate, List<X509Certificate> anchors) {
        return candidate.getSubjectX500Principal().equals(candidate.getIssuerX500Principal())
                && anchors.stream()
                        .anyMatch(anchor -> anchor.getSubjectX500Principal().equals(candidate.getIssuerX500Principal())
                                && isSignedBy(candidate, anchor));
    }

    /** Why a server that shows {@code chain} is not of this CA; empty if it is. */
    Optional<String> objectionToServer(List<X509Certificate> chain, ValidityClock clock) {
        X509Certificate server = chain.get(0);
        Optional<Instant> moment = clock.momentWithin(server);
        if (moment.isEmpty()) {
            return Optional.of(Named.of(server) + " is out of date");
        }
        List<X509Certificate> others =
                Stream.concat(chain.stream(), intermediates.stream()).toList();
        try {
            CertificatePaths.build(server, anchors(), others, moment.get());
            return Optional.empty();
        } catch (GeneralSecurityException noPath) {
            return Optional.of(Named.of(server) + " has no path to an anchor: " + noPath.getMessage());
        }
    }

    /**
     * Without the anchors that a successor has replaced and nothing hangs on any more.
     *
     * @param inUse every certificate the device still shows or has to verify, intermediates included
     */
    public TrustAnchors without(Collection<X509Certificate> inUse) {
        List<X509Certificate> stay = explicit.stream()
                .filter(anchor -> !hasSuccessor(anchor)
                        || inUse.stream().anyMatch(one -> one.equals(anchor) || isSignedBy(one, anchor)))
                .toList();
        return new TrustAnchors(stay, implicit, intermediates);
    }

    private boolean hasSuccessor(X509Certificate anchor) {
        return explicit.stream()
                .anyMatch(other -> other.getSubjectX500Principal().equals(anchor.getSubjectX500Principal())
                        && other.getNotAfter()
                                .toInstant()
                                .isAfter(anchor.getNotAfter().toInstant()));
    }

    /**
     * When to fetch the bag again at the latest, so that a successor is known before the first anchor or intermediate ends
     * (RFC 7030 §4.1.2): a tenth of that certificate's life before its end, at most 30 days. An anchor that already has a successor does
     * not count. In the past if it is overdue.
     */
    public Instant refreshBy() {
        return Stream.concat(anchors().stream().filter(anchor -> !hasSuccessor(anchor)), intermediates.stream())
                .map(TrustAnchors::refreshBy)
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    private static Instant refreshBy(X509Certificate certificate) {
        Instant until = certificate.getNotAfter().toInstant();
        Duration tenth =
                Duration.between(certificate.getNotBefore().toInstant(), until).dividedBy(10);
        return until.minus(tenth.compareTo(LONGEST_MARGIN) < 0 ? tenth : LONGEST_MARGIN);
    }

    private static boolean isRoot(X509Certificate certificate) {
        return isAuthority(certificate)
                && certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())
                && isSignedBy(certificate, certificate);
    }

    private static boolean isAuthority(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException otherKey) {
            return false;
        }
    }
}
