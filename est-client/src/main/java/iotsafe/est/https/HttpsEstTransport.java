package iotsafe.est.https;

import iotsafe.est.ChannelBinding;
import iotsafe.est.EstAnswer;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.EstTransport;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestLinker;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * EST over HTTPS. A request leaves only after the handshake has authorised the server; one exchange at a time, over a connection that is
 * kept between exchanges if the server keeps it.
 *
 * @see "RFC 7030 §3, §4; RFC 8951"
 */
final class HttpsEstTransport implements EstTransport {
    private static final int UNAUTHORIZED = 401;

    private final EstUri server;
    private final HttpsEstLimits limits;
    private final HttpCall call;
    private final HttpAnswer reader;
    private final Optional<Authentication> authentication;
    private final Optional<LinkedRequests> linking;
    private final TlsConnections connections;
    private final Consumer<Instant> hearer;
    private final Lock oneAtATime = new ReentrantLock();

    private HttpsEstTransport(
            EstUri server,
            HttpsEstLimits limits,
            Clock clock,
            TlsConnections connections,
            HttpCall call,
            Optional<Authentication> authentication,
            Optional<LinkedRequests> linking,
            Consumer<Instant> hearer) {
        this.server = server;
        this.limits = limits;
        this.connections = connections;
        this.call = call;
        this.reader = new HttpAnswer(clock, limits.largestBody());
        this.authentication = authentication;
        this.linking = linking;
        this.hearer = hearer;
    }

    static HttpsEstTransport of(HttpsEstSettings settings) {
        ServerCheck check = new ServerCheck(settings.trust(), settings.clock());
        Optional<X509ExtendedKeyManager> identity = settings.identity();
        TlsConnections connections = settings.linking()
                ? TlsConnections.withChannelBinding(identity, check)
                : TlsConnections.ofPlatform(identity, check);
        return new HttpsEstTransport(
                settings.server(),
                settings.limits(),
                settings.clock().clock(),
                connections,
                new HttpCall(connections, check::takeObjection, settings.limits()),
                settings.credentials().map(Authentication::new),
                settings.linking() ? Optional.of(new LinkedRequests(connections)) : Optional.empty(),
                settings.hearer());
    }

    /** Whoever answers, without a key or a password to show: for {@link FingerprintBootstrap} alone. */
    static HttpsEstTransport provisional(EstUri server, HttpsEstLimits limits) {
        TlsConnections connections = TlsConnections.ofPlatform(Optional.empty(), new AnyServer());
        return new HttpsEstTransport(
                server,
                limits,
                Clock.systemUTC(),
                connections,
                new HttpCall(connections, Optional::<String>empty, limits),
                Optional.empty(),
                Optional.empty(),
                unproved -> {});
    }

    @Override
    public Optional<ChannelBinding> channelBinding() {
        return connections.tlsUnique(server.server()).map(ChannelBinding::new);
    }

    @Override
    public List<X509Certificate> serverChain() {
        return connections.serverChain(server.server());
    }

    @Override
    public boolean linksRequests() {
        return linking.isPresent();
    }

    @Override
    public EstAnswer exchange(EstOperation operation, byte[] body) throws EstException {
        return exchange(operation, resource -> BodyPublishers.ofByteArray(Base64Body.encode(body)));
    }

    @Override
    public EstAnswer exchange(EstOperation operation, Pkcs10 request, RequestLinker linker) throws EstException {
        if (linking.isEmpty()) {
            return exchange(operation, request.der());
        }
        LinkedRequests requests = linking.get();
        return exchange(
                operation, resource -> new LinkedBody(() -> requests.link(operation, resource, request, linker)));
    }

    private EstAnswer exchange(EstOperation operation, Function<URI, BodyPublisher> body) throws EstException {
        try {
            oneAtATime.lockInterruptibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EstException.Unreachable(
                    operation, server.server(), "interrupted before anything was sent", interrupted);
        }
        try {
            return reader.read(operation, ask(operation, body));
        } finally {
            oneAtATime.unlock();
        }
    }

    /** Follows redirects, each within the rules, and answers one 401. */
    private HttpResponse<byte[]> ask(EstOperation operation, Function<URI, BodyPublisher> body) throws EstException {
        long end = System.nanoTime() + limits.exchangeWithin().toNanos();
        URI first = server.of(operation);
        URI resource = first;
        Optional<String> authorization = Optional.empty();
        for (int hops = 0; ; ) {
            HttpResponse<byte[]> answer =
                    call.ask(operation, resource, publisher(operation, resource, body), authorization, left(end));
            answer.headers().firstValue("date").flatMap(HttpDate::read).ifPresent(hearer);
            if (Redirect.is(answer.statusCode())) {
                resource = Redirect.target(operation, answer);
                if (++hops > limits.redirects()) {
                    throw new EstException.Refused(
                            operation, first, "more than %d redirects".formatted(limits.redirects()));
                }
                authorization = Optional.empty();
            } else if (answer.statusCode() == UNAUTHORIZED
                    && authorization.isEmpty()
                    && Redirect.sameOrigin(first, resource)) {
                authorization = answerTo(answer, operation, resource);
                // libest closes it without saying so, and a client without an answer has to (RFC 7030 §3.2.3)
                call.leaveConnection();
                if (authorization.isEmpty()) {
                    return answer;
                }
            } else {
                return answer;
            }
        }
    }

    private static BodyPublisher publisher(EstOperation operation, URI resource, Function<URI, BodyPublisher> body) {
        return operation.method() == EstOperation.Method.GET ? BodyPublishers.noBody() : body.apply(resource);
    }

    private Optional<String> answerTo(HttpResponse<?> challenge, EstOperation operation, URI resource)
            throws EstException {
        List<String> fields = challenge.headers().allValues("www-authenticate");
        try {
            return authentication.isPresent()
                    ? authentication.get().answer(fields, operation.method().name(), resource)
                    : Optional.empty();
        } catch (GeneralSecurityException missing) {
            throw new EstException.Refused(
                    operation, resource, "the server wants a hash that this platform lacks: " + missing.getMessage());
        }
    }

    private static Duration left(long end) {
        return Duration.ofNanos(Math.max(1_000_000, end - System.nanoTime()));
    }
}
