package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstClient;
import iotsafe.est.EstException;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A session with the EST server of a device that is managed, after the CA's certificates have come.
 *
 * @param open the session itself
 * @param trust the anchors as they are now: a new key of the CA that the old one vouches for is among them
 * @param asFactory whether the device has shown its factory certificate, not the one in force
 */
record RenewalSession(EnrolmentSession open, TrustAnchors trust, boolean asFactory) implements AutoCloseable {
    /**
     * Opens it and fetches the CA's certificates (RFC 7030 4.1.2).
     *
     * @throws ServerException.Refused if one side refused the other's certificate
     */
    static RenewalSession open(Outside outside, SavedState inForce, boolean asFactory)
            throws CardException, EstException, ServerException, InterruptedException {
        EnrolmentServer server = server(outside);
        List<X509Certificate> configured =
                server.isElsewhere() ? List.of() : FactoryIdentity.anchors(outside.card(), outside.settings());
        List<X509Certificate> anchors = union(inForce.anchors(), configured);
        ClientIdentity identity = asFactory
                ? FactoryIdentity.read(outside.card(), outside.settings()).identity()
                : identity(outside, inForce);
        EnrolmentSession session = server.open(identity, anchors);
        try {
            TrustAnchors known = inForce.trust().orElseGet(() -> TrustAnchors.of(anchors));
            return new RenewalSession(session, trust(outside, session.est(), known, anchors, inForce), asFactory);
        } catch (EstException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    /** Without a place of its own it is the bootstrap server, which may be named on the card. */
    private static EnrolmentServer server(Outside outside) throws CardException {
        EnrolmentServer configured = outside.enrolmentServer();
        return configured.isElsewhere()
                ? configured
                : outside.factoryServer()
                        .bootstrapServer(outside.card())
                        .map(configured::at)
                        .orElse(configured);
    }

    /** The old anchor goes when the CA has ceased to link it to the new one, and nothing that is shown here hangs on it any more. */
    private static TrustAnchors trust(
            Outside outside, EstClient est, TrustAnchors known, List<X509Certificate> anchors, SavedState inForce)
            throws EstException {
        TrustAnchors.Acceptance acceptance = known.accept(est.caCertificates(), outside.clock());
        TrustAnchors now = acceptance.trust();
        if (!acceptance.installed().isEmpty()) {
            est.revalidate(new TrustAnchors(union(now.anchors(), anchors), now.intermediates()), outside.clock());
        }
        List<X509Certificate> inUse = new ArrayList<>();
        for (X509Certificate shown : inForce.chain()) {
            // a link between two keys of the CA is shown to servers that know the old one alone; by itself it keeps
            // nothing
            if (!shown.getSubjectX500Principal().equals(shown.getIssuerX500Principal())) {
                inUse.add(shown);
            }
        }
        inUse.addAll(now.intermediates());
        inUse.addAll(est.serverChain());
        return now.without(inUse);
    }

    private static ClientIdentity identity(Outside outside, SavedState inForce) {
        return new ClientIdentity(
                new CardPrivateKey(inForce.key(), CardSigner.of(outside.card(), inForce.key())), inForce.chain());
    }

    /** What the owner configured and what the CA gave are both explicit anchors (RFC 7030 3.6.1): either may have the server's certificate. */
    private static List<X509Certificate> union(List<X509Certificate> one, List<X509Certificate> other) {
        Set<X509Certificate> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return new ArrayList<>(all);
    }

    /** Its operations. */
    EstClient est() {
        return open.est();
    }

    @Override
    public void close() {
        open.close();
    }
}
