package iotsafe.bootstrap;

import iotsafe.credentials.CredentialUri;
import iotsafe.est.Enrolment;
import iotsafe.est.EstException;
import iotsafe.est.IssuedCertificateCheck;
import iotsafe.est.Pkcs10;
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
 * @param endpoint the endpoint client name
 * @param trust judges the certificate
 * @param key where the private half is
 * @param request signed by it
 * @param since when the request was made
 */
public record NeedCertificate(
        BootstrapSession session,
        ServerAccount account,
        String endpoint,
        TrustAnchors trust,
        CredentialUri.OnCard key,
        Pkcs10 request,
        Instant since)
        implements DeviceState.InSession {
    @Override
    public DeviceState next(Outside outside) throws EstException, ServerException, InterruptedException {
        Enrolment outcome = session.est().simpleEnroll(request);
        if (outcome instanceof Enrolment.Pending pending) {
            requirePatience(outside, pending.retryAfter());
            outside.pause().atLeast(pending.retryAfter());
            return this;
        }
        X509Certificate issued = ((Enrolment.Issued) outcome).certificate();
        List<X509Certificate> chain =
                new IssuedCertificateCheck(trust, outside.clock()).chainOf(issued, request, endpoint);
        return new NeedStorage(session, account, endpoint, key, chain, trust.anchors());
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
        return "a key pair was generated on the SIM: " + key;
    }
}
