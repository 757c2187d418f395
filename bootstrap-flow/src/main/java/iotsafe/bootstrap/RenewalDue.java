package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The certificate in force is to be renewed: a session with the EST server, in which the device shows that very certificate (RFC 7030 3.3.2),
 * and the CA's certificates (4.1.2). What an earlier attempt brought, and could not be tried for want of a server, is tried first.
 *
 * @param during the registration that goes on meanwhile
 * @param asFactory whether the device shows its factory certificate, the server having refused the one in force
 */
public record RenewalDue(Managed during, boolean asFactory) implements Renewing {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalDue.class);

    /** Under the certificate in force. */
    public RenewalDue(Managed during) {
        this(during, false);
    }

    @Override
    public DeviceState renew(Outside outside)
            throws CardException, EstException, ServerException, StateException, InterruptedException {
        SavedState inForce = during.saved();
        Memory memory = outside.store().load();
        if (memory.candidate().isPresent()) {
            return new Switching(inForce, memory.candidate().get());
        }
        outside.store().requireWritable(); // before a CA has done work that could not be kept
        if (inForce.isExpired(outside)) {
            return afterTheEnd(outside, inForce);
        }
        try {
            return new RenewalNeedsKeyPair(during, RenewalSession.open(outside, inForce, asFactory));
        } catch (ServerException.Refused e) {
            return instead(outside, e);
        } catch (EstException.Refused e) {
            if (!e.isOfTheDevice()) {
                throw e;
            }
            return instead(outside, e);
        }
    }

    /**
     * A server whose certificate our clock finds good says that the clock is not all wrong. A device without a factory certificate can ask
     * nobody; its bootstrap server will say.
     */
    private DeviceState afterTheEnd(Outside outside, SavedState inForce)
            throws CardException, EstException, ServerException, InterruptedException {
        if (outside.settings().bootstrapPsk().isEmpty()) {
            RenewalSession.open(outside, inForce, true).close();
        }
        // should the bootstrap fail, the next one has its time: each may cost a key pair
        Managed unused = during.with(
                during.history().failed(outside.now(), "the certificate has ended by the clock here"), outside);
        return new Bootstrapping();
    }

    /**
     * Asks under the factory identity.
     *
     * @throws E the refusal, where that must not or cannot be
     */
    <E extends Exception> RenewalDue instead(Outside outside, E refusal) throws E {
        Settings settings = outside.settings();
        if (asFactory
                || !settings.renewal().factoryFallback()
                || settings.bootstrapPsk().isPresent()) {
            throw refusal;
        }
        LOG.warn("{}; asking under the factory identity instead", refusal.getMessage());
        return new RenewalDue(during, true);
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
