package iotsafe.bootstrap;

import iotsafe.est.Enrolment;
import iotsafe.est.EstException;
import iotsafe.est.IssuedCertificateCheck;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * RFC 7030 4.2.1, RFC 9148 4.1: ask for the certificate; while the server puts us off we stay here, with the same request.
 *
 * @param session still open
 * @param account what the certificate is for
 * @param trust judges the certificate
 * @param inHand what is asked for
 * @param since when this session began to ask
 */
record NeedCertificate(
        BootstrapSession session, ServerAccount account, TrustAnchors trust, RequestInHand inHand, Instant since)
        implements DeviceState.InSession {
    @Override
    public DeviceState next(Outside outside) throws EstException, ServerException, InterruptedException {
        Enrolment outcome = session.est().simpleEnroll(inHand.request());
        if (outcome instanceof Enrolment.Pending pending) {
            requirePatience(outside, pending.retryAfter());
            outside.pause().atLeast(pending.retryAfter());
            return this;
        }
        X509Certificate issued = ((Enrolment.Issued) outcome).certificate();
        List<X509Certificate> chain =
                new IssuedCertificateCheck(trust, outside.clock()).chainOf(issued, inHand.request(), inHand.endpoint());
        return new NeedStorage(session, account, inHand.endpoint(), inHand.key(), chain, trust.anchors());
    }

    private void requirePatience(Outside outside, Duration retryAfter) throws ServerException.Refused {
        Duration waited = Duration.between(since, outside.clock().clock().instant());
        Duration patience = outside.settings().patience();
        if (waited.plus(retryAfter).compareTo(patience) > 0) {
            throw new ServerException.Refused(
                    outside.settings().bootstrapServer(),
                    "the enrolment is still put off after %s, and would be for %s more; have it approved, or raise enrolment.wait-at-most (%s)"
                            .formatted(waited, retryAfter, patience),
                    null);
        }
    }

    @Override
    public String sentence() {
        return "the key pair is on the SIM and has signed its request: " + inHand.key();
    }
}
