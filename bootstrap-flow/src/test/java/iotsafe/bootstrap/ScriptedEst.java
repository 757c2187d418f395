package iotsafe.bootstrap;

import iotsafe.est.ChannelBinding;
import iotsafe.est.EstAnswer;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.EstTransport;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestLinker;
import java.net.URI;
import java.security.SignatureException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** EST with a real CA: by default crts gives its certificate and sen issues. */
final class ScriptedEst implements EstTransport {
    static final URI SOURCE = URI.create("coaps://bs.example:5684/.well-known/est");

    private final World world;
    private Function<byte[], EstAnswer> usual;
    private final Deque<EstTransport> crts = new ArrayDeque<>();
    private final Deque<EstTransport> sen = new ArrayDeque<>();
    /** What the server wants in a request; it does not say so unasked if this is nothing. */
    byte[] wanted = {0x30, 0x00};
    /** Whether discovery shows it. */
    boolean listsWishes;

    Optional<ChannelBinding> binding = Optional.empty();
    /** Whether each exchange takes a connection of its own, which requests are linked to as they leave; the n-th has the binding n. */
    boolean linksRequests;

    private byte connections;
    /** What the server has shown. */
    List<X509Certificate> shown = List.of();

    final List<Pkcs10> requests = new ArrayList<>();

    ScriptedEst(World world) {
        this.world = world;
        showsCertificateOf(world.ca);
        this.usual = body -> {
            Pkcs10 request = Pkcs10.of(body);
            return certificate(world.ca.client(request.subject().getName(), request.publicKey()));
        };
    }

    /** The server's certificate is of this CA. */
    void showsCertificateOf(TestCa ca) {
        shown = List.of(ca.server("CN=est", TestCa.keyPair().getPublic(), "127.0.0.1"));
    }

    /** The next answer to crts. */
    void crts(EstTransport answer) {
        crts.add(answer);
    }

    /** What sen and sren answer when nothing is scripted. */
    void always(Function<byte[], EstAnswer> answer) {
        usual = answer;
    }

    /** What was scripted is not to come. */
    void clear() {
        crts.clear();
        sen.clear();
    }

    /** The next answer to sen or sren. */
    void sen(EstTransport answer) {
        sen.add(answer);
    }

    static EstTransport unreachable() {
        return (operation, body) -> {
            throw new EstException.Unreachable(operation, SOURCE, "no answer", null);
        };
    }

    static EstTransport refused() {
        return (operation, body) -> new EstAnswer.Refused(SOURCE, "4.03 FORBIDDEN", "unknown device");
    }

    static EstTransport unreadable() {
        return (operation, body) ->
                new EstAnswer.Content(SOURCE, operation.answerTypes().get(0), new byte[] {0x30, (byte) 0x82, 1});
    }

    static EstTransport pending(Duration retryAfter) {
        return (operation, body) -> new EstAnswer.Pending(SOURCE, retryAfter);
    }

    static EstTransport issuing(X509Certificate certificate) {
        return (operation, body) -> certificate(certificate);
    }

    static EstAnswer certificate(X509Certificate certificate) {
        try {
            return new EstAnswer.Content(SOURCE, EstContentType.CERTIFICATE, certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public List<X509Certificate> serverChain() {
        return shown;
    }

    @Override
    public boolean suggests(EstOperation operation) {
        return listsWishes;
    }

    @Override
    public boolean linksRequests() {
        return linksRequests;
    }

    @Override
    public EstAnswer exchange(EstOperation operation, Pkcs10 request, RequestLinker linker) throws EstException {
        try {
            return exchange(
                    operation,
                    linker.link(request, new ChannelBinding(new byte[] {++connections}))
                            .der());
        } catch (SignatureException e) {
            throw new EstException.Unreachable(operation, SOURCE, "not signed", e);
        }
    }

    @Override
    public Optional<ChannelBinding> channelBinding() {
        return binding;
    }

    @Override
    public EstAnswer exchange(EstOperation operation, byte[] body) throws EstException {
        world.events.add(operation.shortPath());
        if (Thread.currentThread().isInterrupted()) {
            throw new EstException.Unreachable(operation, SOURCE, "interrupted", null);
        }
        if (operation == EstOperation.CA_CERTS) {
            return crts.isEmpty()
                    ? new EstAnswer.Content(SOURCE, EstContentType.CERTS_ONLY, TestCa.certsOnly(world.ca.certificate()))
                    : crts.remove().exchange(operation, body);
        }
        if (operation == EstOperation.CSR_ATTRS) {
            return new EstAnswer.Content(SOURCE, EstContentType.CSR_ATTRS, wanted);
        }
        Pkcs10 request = Pkcs10.of(body);
        requests.add(request);
        return sen.isEmpty() ? usual.apply(body) : sen.remove().exchange(operation, body);
    }
}
