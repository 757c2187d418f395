package iotsafe.bootstrap;

import iotsafe.est.Enrolment;
import iotsafe.est.EstException;
import iotsafe.est.IssuedCertificateCheck;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RFC 7030 4.2.2, RFC 9148 4.1: ask for the next certificate. It is saved beside the one in force, and nothing else changes yet.
 *
 * @param during the registration that goes on meanwhile
 * @param open the session with the EST server
 * @param trust judges the certificate
 * @param inHand what is asked for
 */
record RenewalNeedsCertificate(Managed during, EnrolmentSession open, TrustAnchors trust, RequestInHand inHand)
        implements Renewing {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalNeedsCertificate.class);

    @Override
    public Optional<EnrolmentSession> session() {
        return Optional.of(open);
    }

    @Override
    public DeviceState renew(Outside outside) throws EstException, StateException {
        Enrolment outcome = open.est().simpleReenroll(inHand.request());
        if (outcome instanceof Enrolment.Pending pending) {
            open.close();
            return during.with(
                    during.history()
                            .putOff(
                                    outside.now().plus(pending.retryAfter()),
                                    "the EST server puts the renewal off by " + pending.retryAfter()),
                    outside);
        }
        X509Certificate issued = ((Enrolment.Issued) outcome).certificate();
        List<X509Certificate> chain =
                new IssuedCertificateCheck(trust, outside.clock()).chainOf(issued, inHand.request(), inHand.endpoint());
        Candidate candidate = new Candidate(inHand.key(), chain, trust.anchors());
        outside.store().save(outside.store().load().issued(candidate));
        open.close();
        return new Switching(during.saved(), candidate);
    }

    /** What was refused, or answered with what cannot be used, is not asked for again as it was. */
    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        if (failure instanceof EstException.Refused || failure instanceof EstException.Unreadable) {
            try {
                outside.store().save(outside.store().load().settled());
            } catch (StateException e) {
                LOG.warn("the refused request will be sent once more: {}", e.getMessage());
            }
        }
        return Renewing.super.afterFailure(failure, outside);
    }

    @Override
    public String sentence() {
        return "renewal: the request is signed by " + inHand.key();
    }
}
