package iotsafe.est;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operations of EST over any transport. It repeats nothing and stores nothing: when to try again is the caller's decision. */
public final class EstClient {
    /** No server makes us ask more often than this. */
    public static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);

    /** No server puts us off for longer than this: a Max-Age can say 136 years. */
    public static final Duration LONGEST_WAIT = Duration.ofDays(1);

    private static final Logger LOG = LoggerFactory.getLogger(EstClient.class);

    private final EstTransport transport;

    /** Speaks through {@code transport}. */
    public EstClient(EstTransport transport) {
        this.transport = transport;
    }

    /**
     * Fetches the certificates of the CA: a bag without order, and without trust until {@link TrustAnchors#accept} has looked at it.
     *
     * @throws EstException.Unreachable if no answer came, or the server is busy
     * @throws EstException.Refused for any other status
     * @throws EstException.Unreadable if the answer holds no certificates, or more than certificates
     * @see "RFC 7030 §4.1; RFC 9148 §4.1"
     */
    public List<X509Certificate> caCertificates() throws EstException {
        EstAnswer answer = transport.exchange(EstOperation.CA_CERTS, new byte[0]);
        return CertificateBag.in(EstOperation.CA_CERTS, contentOf(EstOperation.CA_CERTS, answer));
    }

    /**
     * Asks for a first certificate over the public key in {@code request}. Not idempotent: after {@link EstException.Unreachable} the
     * server may already have issued one, so the same request is sent again and whichever certificate fits the key is good.
     *
     * @throws EstException.Unreachable if no answer came
     * @throws EstException.Refused for any status that is neither success nor a delay
     * @throws EstException.Unreadable if the answer does not hold a certificate over the request's key
     * @see "RFC 7030 §4.2.1 (request), §4.2.3 (response); RFC 9148 §4.7 (delay)"
     */
    public Enrolment simpleEnroll(Pkcs10 request) throws EstException {
        return enrolment(EstOperation.SIMPLE_ENROLL, request);
    }

    /**
     * Asks for a certificate in place of the one this device shows in the session: over the same key (renewal) or another (rekey). The
     * request's subject and alternative names are that certificate's, byte for byte; nothing else differs from {@link #simpleEnroll}.
     *
     * @throws EstException.Unreachable if no answer came
     * @throws EstException.Refused for any status that is neither success nor a delay
     * @throws EstException.Unreadable if the answer does not hold a certificate over the request's key
     * @see "RFC 7030 §4.2.2; RFC 9148 §4.1"
     */
    public Enrolment simpleReenroll(Pkcs10 request) throws EstException {
        return enrolment(EstOperation.SIMPLE_REENROLL, request);
    }

    private Enrolment enrolment(EstOperation operation, Pkcs10 request) throws EstException {
        EstAnswer answer = transport.exchange(operation, request.der());
        if (answer instanceof EstAnswer.Pending pending) {
            return new Enrolment.Pending(bounded(pending.retryAfter()));
        }
        X509Certificate issued = certificateFor(request, operation, contentOf(operation, answer));
        LOG.info(
                "{} issued {}, valid until {}",
                answer.source(),
                Named.of(issued),
                issued.getNotAfter().toInstant());
        return new Enrolment.Issued(issued);
    }

    private static EstAnswer.Content contentOf(EstOperation operation, EstAnswer answer) throws EstException {
        if (answer instanceof EstAnswer.Pending busy) {
            throw new EstException.Unreachable(operation, busy.source(), bounded(busy.retryAfter()));
        }
        if (answer instanceof EstAnswer.Refused refused) {
            throw new EstException.Refused(operation, refused);
        }
        return (EstAnswer.Content) answer;
    }

    /** Some servers add the chain: only the key tells which certificate is ours, its place does not. */
    private static X509Certificate certificateFor(Pkcs10 request, EstOperation operation, EstAnswer.Content content)
            throws EstException.Unreadable {
        byte[] wanted = request.publicKey().getEncoded();
        for (X509Certificate certificate : CertificateBag.in(operation, content)) {
            if (Arrays.equals(wanted, certificate.getPublicKey().getEncoded())) {
                return certificate;
            }
        }
        throw new EstException.Unreadable(
                operation,
                content.source(),
                "certificate for another key; the server answered a different request, or its CA made the key itself");
    }

    private static Duration bounded(Duration asked) {
        if (asked.compareTo(SHORTEST_WAIT) < 0) {
            return SHORTEST_WAIT;
        }
        return asked.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : asked;
    }
}
