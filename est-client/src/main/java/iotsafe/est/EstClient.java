package iotsafe.est;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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

    /**
     * As {@link #simpleEnroll(Pkcs10)}; where {@link #linksRequests}, the request is linked as it leaves.
     *
     * @param linker makes {@code request} anew for its connection, over the same key
     * @throws EstException also what {@code linker} throws
     */
    public Enrolment simpleEnroll(Pkcs10 request, RequestLinker linker) throws EstException {
        return enrolment(EstOperation.SIMPLE_ENROLL, request, linker);
    }

    /** As {@link #simpleReenroll(Pkcs10)}, with the linker of {@link #simpleEnroll(Pkcs10, RequestLinker)}. */
    public Enrolment simpleReenroll(Pkcs10 request, RequestLinker linker) throws EstException {
        return enrolment(EstOperation.SIMPLE_REENROLL, request, linker);
    }

    private Enrolment enrolment(EstOperation operation, Pkcs10 request, RequestLinker linker) throws EstException {
        return linksRequests()
                ? enrolment(operation, request, transport.exchange(operation, request, linker))
                : enrolment(operation, request);
    }

    private Enrolment enrolment(EstOperation operation, Pkcs10 request) throws EstException {
        if (!isLinkedHere(request)) {
            throw linkVoid(operation, request);
        }
        EstAnswer answer = transport.exchange(operation, request.der());
        if (answer instanceof EstAnswer.Refused && !isLinkedHere(request)) {
            throw linkVoid(operation, request);
        }
        return enrolment(operation, request, answer);
    }

    private Enrolment enrolment(EstOperation operation, Pkcs10 request, EstAnswer answer) throws EstException {
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

    /**
     * Asks what the server wants in a request.
     *
     * @return {@link CsrAttributes#isEmpty} if it wants nothing in particular, or does not offer to tell
     * @throws EstException.Unreachable if no answer came, or the server is busy
     * @throws EstException.Refused for any status but success and "no such operation"
     * @throws EstException.Unreadable if the answer is no list of attributes
     * @see "RFC 7030 §4.5; RFC 8951 §4; RFC 9908"
     */
    public CsrAttributes csrAttributes() throws EstException {
        EstAnswer answer = transport.exchange(EstOperation.CSR_ATTRS, new byte[0]);
        if (answer instanceof EstAnswer.Refused refused && refused.notOffered()) {
            LOG.info("{} has no list of attributes for requests ({})", refused.source(), refused.code());
            return CsrAttributes.none(refused.source());
        }
        EstAnswer.Content content = contentOf(EstOperation.CSR_ATTRS, answer);
        return CsrAttributes.of(content.source(), content.body());
    }

    /** Whether {@link #csrAttributes} is worth a round trip: always over HTTPS, over CoAP once the server has listed it (RFC 9148 §4.1). */
    public boolean suggestsCsrAttributes() {
        return transport.suggests(EstOperation.CSR_ATTRS);
    }

    /**
     * Whether the transport links requests as they leave: then {@link RequestPlan#linkedLater} makes them, and a linker goes with them. Else they
     * are linked beforehand, by {@link #channelBinding}, or not at all.
     */
    public boolean linksRequests() {
        return transport.linksRequests();
    }

    /** The certificates by which the server of the present connection proved itself, its own first; empty if it has shown none. */
    public List<X509Certificate> serverChain() {
        return transport.serverChain();
    }

    /** What binds a request to the present connection, for {@link RequestPlan#over}; empty before the first exchange. */
    public Optional<ChannelBinding> channelBinding() {
        return transport.channelBinding();
    }

    /**
     * Whether {@code request} may go out on the present connection: it carries no channel binding, or this one's. Otherwise make it anew
     * with the same key (RFC 7030 §4.2.3: after a reconnect the old binding is void).
     */
    public boolean isLinkedHere(Pkcs10 request) {
        return request.link().isEmpty()
                || request.link().equals(transport.channelBinding().map(ChannelBinding::base64));
    }

    /**
     * Judges the server of the present connection once more, by the anchors a bag has brought: to be called when
     * {@link TrustAnchors.Acceptance#installed} is not empty, before the next request. If it fails, close the connection.
     *
     * @throws EstException.Refused if the server's chain does not lead to the anchors of {@code trust}
     * @see "RFC 9148 §3, §9.1"
     */
    public void revalidate(TrustAnchors trust, ValidityClock clock) throws EstException.Refused {
        List<X509Certificate> chain = transport.serverChain();
        Optional<String> objection =
                chain.isEmpty() ? Optional.of("it has shown no certificate") : trust.objectionToServer(chain, clock);
        if (objection.isPresent()) {
            throw new EstException.Refused(
                    "the EST server is not of the CA whose certificates it sent (%s); close the connection, and have its operator give it a certificate of that CA"
                            .formatted(objection.get()));
        }
    }

    /** Under its hands a connection may be lost and made anew: what a server says to the old binding means nothing then. */
    private static EstException linkVoid(EstOperation operation, Pkcs10 request) {
        return new EstException.Unreachable(
                "%s: the %s is linked to a connection that is gone; make it anew with the same key and send it again"
                        .formatted(operation, request));
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
