package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstException;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate in force is to be renewed: a session with the EST server, in which the device shows that very certificate (RFC 7030 3.3.2),
 * and the CA's certificates (4.1.2). What an earlier attempt brought, and could not be tried for want of a server, is tried first.
 *
 * @param during the registration that goes on meanwhile
 */
public record RenewalDue(Managed during) implements Renewing {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalDue.class);

    @Override
    public DeviceState renew(Outside outside)
            throws CardException, EstException, ServerException, StateException, InterruptedException {
        SavedState inForce = during.saved();
        Memory memory = outside.store().load();
        if (memory.candidate().isPresent()) {
            return new Switching(inForce, memory.candidate().get());
        }
        outside.store().requireWritable(); // before a CA has done work that could not be kept
        FactoryIdentity factory = FactoryIdentity.read(outside.card(), outside.settings());
        List<X509Certificate> anchors = union(inForce.anchors(), factory.anchors());
        if (inForce.isExpired(outside)) {
            outside.enrolmentServer().open(factory.identity(), anchors).close();
            // should the bootstrap fail, the next one has its time: each may cost a key pair
            Managed unused = during.with(
                    during.history().failed(outside.now(), "the certificate has ended by the clock here"), outside);
            return new Bootstrapping(); // a server whose certificate our clock finds good says that the clock is not
            // all wrong
        }
        EnrolmentSession session = open(outside, inForce, factory, anchors);
        try {
            TrustAnchors trust = TrustAnchors.of(inForce.anchors().isEmpty() ? factory.anchors() : inForce.anchors())
                    .accept(session.est().caCertificates(), outside.clock())
                    .trust();
            return new RenewalNeedsKeyPair(during, session, trust);
        } catch (EstException | RuntimeException e) {
            session.close();
            throw e;
        }
    }

    private EnrolmentSession open(
            Outside outside, SavedState inForce, FactoryIdentity factory, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        CardPrivateKey key = new CardPrivateKey(inForce.key(), CardSigner.of(outside.card(), inForce.key()));
        try {
            return outside.enrolmentServer().open(new ClientIdentity(key, inForce.chain()), anchors);
        } catch (ServerException.Refused e) {
            if (!outside.settings().renewal().factoryFallback()) {
                throw e;
            }
            LOG.warn("{}; asking under the factory identity instead", e.getMessage());
            return outside.enrolmentServer().open(factory.identity(), anchors);
        }
    }

    /** What the owner configured and what the CA gave are both explicit anchors (RFC 7030 3.6.1): either may have the server's certificate. */
    private static List<X509Certificate> union(List<X509Certificate> one, List<X509Certificate> other) {
        Set<X509Certificate> all = new LinkedHashSet<>(one);
        all.addAll(other);
        return new ArrayList<>(all);
    }

    @Override
    public String sentence() {
        return "time to renew certificate \"%s\" (serial %s), which lasts until %s"
                .formatted(
                        during.saved().certificate().getSubjectX500Principal().getName(),
                        during.saved().certificate().getSerialNumber().toString(16),
                        during.saved().certificate().getNotAfter().toInstant());
    }
}
