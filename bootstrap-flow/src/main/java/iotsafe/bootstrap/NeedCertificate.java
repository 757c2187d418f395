package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.est.Enrolment;
import iotsafe.est.EstClient;
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
 * @param putOffs how often the server has put us off since
 */
record NeedCertificate(
        BootstrapSession session,
        ServerAccount account,
        TrustAnchors trust,
        RequestInHand inHand,
        Instant since,
        int putOffs)
        implements DeviceState.InSession {
    /** A server that says "in a second" for an hour is not asked for an hour. */
    private static final int MOST_PUT_OFFS = 200;

    @Override
    public DeviceState next(Outside outside) throws CardException, EstException, ServerException, InterruptedException {
        EstClient est = session.est();
        Requests.Answered answered =
                new Requests(outside, est, outside.settings().names(inHand.endpoint())).send(inHand, est::simpleEnroll);
        RequestInHand sent = answered.inHand();
        if (answered.enrolment() instanceof Enrolment.Pending pending) {
            requirePatience(outside, pending.retryAfter());
            outside.pause().atLeast(pending.retryAfter());
            return new NeedCertificate(session, account, trust, sent, since, putOffs + 1);
        }
        X509Certificate issued = ((Enrolment.Issued) answered.enrolment()).certificate();
        List<X509Certificate> chain =
                new IssuedCertificateCheck(trust, outside.clock()).chainOf(issued, sent.request(), sent.endpoint());
        return new NeedStorage(session, account, sent.endpoint(), sent.key(), chain, trust);
    }

    private void requirePatience(Outside outside, Duration retryAfter) throws ServerException.Refused {
        Duration waited = Duration.between(since, outside.now());
        Duration patience = outside.settings().patience();
        if (putOffs == MOST_PUT_OFFS || waited.plus(retryAfter).compareTo(patience) > 0) {
            throw new ServerException.Refused(
                    outside.settings().bootstrapServer(),
                    "the enrolment is still put off after %s and %d requests, and would be for %s more; have it approved, or raise enrolment.wait-at-most (%s)"
                            .formatted(waited, putOffs + 1, retryAfter, patience),
                    null);
        }
    }

    @Override
    public String sentence() {
        return "the key pair is on the SIM and has signed its request: " + inHand.key();
    }
}
