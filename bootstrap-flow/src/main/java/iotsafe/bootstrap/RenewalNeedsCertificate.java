package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.Enrolment;
import iotsafe.est.EstException;
import iotsafe.est.IssuedCertificateCheck;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestLinker;
import iotsafe.est.RequestedNames;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * RFC 7030 4.2.2, RFC 9148 4.1: ask for the next certificate. It is saved beside the one in force, and nothing else changes yet.
 *
 * @param during the registration that goes on meanwhile
 * @param in the session with the EST server
 * @param inHand what is asked for
 */
record RenewalNeedsCertificate(Managed during, RenewalSession in, RequestInHand inHand) implements Renewing {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalNeedsCertificate.class);

    @Override
    public Optional<EnrolmentSession> session() {
        return Optional.of(in.open());
    }

    @Override
    public DeviceState renew(Outside outside) throws CardException, EstException, StateException {
        Requests.Answered answered;
        try {
            answered = new Requests(
                            outside,
                            in.est(),
                            RequestedNames.replacing(during.saved().certificate()))
                    .send(inHand, this::ask);
        } catch (EstException.Refused e) {
            if (!e.isOfTheDevice()) {
                throw e;
            }
            RenewalDue again = new RenewalDue(during, in.asFactory()).instead(outside, e);
            in.close();
            return again;
        }
        RequestInHand sent = answered.inHand();
        if (answered.enrolment() instanceof Enrolment.Pending pending) {
            in.close();
            return during.with(
                    during.history()
                            .putOff(
                                    outside.now(),
                                    pending.retryAfter(),
                                    "the EST server puts the renewal off by " + pending.retryAfter()),
                    outside);
        }
        X509Certificate issued = ((Enrolment.Issued) answered.enrolment()).certificate();
        List<X509Certificate> chain = new IssuedCertificateCheck(in.trust(), outside.clock())
                .chainOf(issued, sent.request(), sent.endpoint());
        Candidate candidate = new Candidate(sent.key(), chain, in.trust());
        outside.store().save(outside.store().load().issued(candidate));
        in.close();
        return new Switching(during.saved(), candidate);
    }

    /** Under the factory identity nothing is renewed in the server's eyes: its names need not be those of the certificate (RFC 7030 4.2.2). */
    private Enrolment ask(Pkcs10 request, RequestLinker linker) throws EstException {
        return in.asFactory()
                ? in.est().simpleEnroll(request, linker)
                : in.est().simpleReenroll(request, linker);
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
