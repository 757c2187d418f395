package iotsafe.est.coap;

import iotsafe.est.ChannelBinding;
import iotsafe.est.EstAnswer;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.EstTransport;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.jspecify.annotations.Nullable;

/**
 * EST-coaps on an association that already exists, normally the one to the LwM2M bootstrap server. One request is outstanding at a time
 * (NSTART 1); it is confirmable, and block-wise in both directions where the endpoint's own configuration allows.
 *
 * <p>Where EST is: at the path of the base URI, if it has one. Otherwise the server is asked once ({@code rt=ace.est*}), and if it does
 * not say, it is {@code /.well-known/est} or, after 4.04, {@code /est}. What was found is kept as long as this object: use one for one
 * session.
 *
 * @see "RFC 9148; RFC 7252; RFC 7959"
 */
public final class CoapEstTransport implements EstTransport {
    /** Every server has the first (RFC 9148 §4.1); the second is where servers and clients in the field meet. */
    private static final List<String> USUAL_ROOTS = List.of("/.well-known/est", "/est");

    private final CoapCall call;
    private final EndpointContext peer;
    private final URI base;
    private final CoapEstSettings settings;
    private final Lock oneAtATime = new ReentrantLock();
    private List<URI> roots;
    private volatile boolean listsAttributes;
    private volatile @Nullable EndpointContext answered;

    /**
     * Asks for certificates on both sides of the association, as the document does.
     *
     * @param endpoint connected to the server and started; neither is undone here. Its configuration must allow block-wise transfer
     *     ({@code MAX_RESOURCE_BODY_SIZE} above 0), for a bag rarely fits in one datagram
     * @param peer the server as the association knows it: a name is not resolved again, which could find another machine
     * @param base {@code coaps://host:port}, and the path of the EST root if it is known; without a path it is looked for
     * @throws IllegalArgumentException if {@code base} is not an absolute URI with a host, or has a query or fragment
     */
    public CoapEstTransport(Endpoint endpoint, EndpointContext peer, URI base) {
        this(endpoint, peer, base, CoapEstSettings.USUAL);
    }

    /** With other limits, or another rule for the association. */
    public CoapEstTransport(
            Endpoint endpoint, EndpointContext peer, URI base, CoapEstLimits limits, AssociationCheck association) {
        this(endpoint, peer, base, CoapEstSettings.USUAL.within(limits).over(association));
    }

    /** With other settings. */
    public CoapEstTransport(Endpoint endpoint, EndpointContext peer, URI base, CoapEstSettings settings) {
        if (base.getScheme() == null
                || base.getHost() == null
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "EST server \"" + base + "\" is not of the form coaps://host:port[/root]");
        }
        this.call = new CoapCall(endpoint, settings.limits());
        this.peer = peer;
        this.base = base;
        this.settings = settings;
        String root = base.getRawPath().replaceAll("/+$", "");
        this.roots = root.isEmpty() ? List.of() : List.of(base.resolve(root));
    }

    @Override
    public EstAnswer exchange(EstOperation operation, byte[] body) throws EstException {
        try {
            oneAtATime.lockInterruptibly();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EstException.Unreachable(operation, base, "interrupted before anything was sent", interrupted);
        }
        try {
            if (roots.isEmpty()) {
                roots = look(operation);
            }
            return askAtEachRoot(operation, body);
        } finally {
            oneAtATime.unlock();
        }
    }

    @Override
    public Optional<ChannelBinding> channelBinding() {
        EndpointContext last = answered;
        InetSocketAddress address = (last == null ? peer : last).getPeerAddress();
        TlsUnique linking = settings.linking();
        return linking == null ? Optional.empty() : linking.of(address);
    }

    /** A list costs a round trip of datagrams, so the server has to say that it has one. */
    @Override
    public boolean suggests(EstOperation operation) {
        return operation != EstOperation.CSR_ATTRS || listsAttributes;
    }

    @Override
    public List<X509Certificate> serverChain() {
        EndpointContext last = answered;
        List<X509Certificate> chain = new ArrayList<>();
        if (last != null && last.getPeerIdentity() instanceof X509CertPath path) {
            for (Certificate certificate : path.getPath().getCertificates()) {
                chain.add((X509Certificate) certificate);
            }
        }
        return chain;
    }

    private List<URI> look(EstOperation operation) throws EstException {
        URI list = base.resolve("/.well-known/core?rt=ace.est*");
        Response response = checked(operation, list, call.discover(operation, peer, list));
        Discovery found = response.getCode() == ResponseCode.CONTENT
                        && response.getOptions().getContentFormat() == MediaTypeRegistry.APPLICATION_LINK_FORMAT
                ? Discovery.read(response.getPayloadString(), base, settings.otherHosts())
                : Discovery.NOTHING;
        listsAttributes = found.listed().contains(EstOperation.CSR_ATTRS);
        if (!found.roots().isEmpty()) {
            return found.roots();
        }
        if (!found.elsewhere().isEmpty()) {
            throw new EstException.Refused(
                    operation,
                    list,
                    "the server sends us to another host, %s, which nobody allowed; configure that host, or the EST root"
                            .formatted(found.elsewhere().get(0)));
        }
        return USUAL_ROOTS.stream().map(base::resolve).toList();
    }

    /** 4.04 says that nothing was done, so asking elsewhere repeats nothing. */
    private EstAnswer askAtEachRoot(EstOperation operation, byte[] body) throws EstException {
        URI root = roots.get(0);
        Response response = askForEachType(operation, root, body);
        for (int i = 1; i < roots.size() && response.getCode() == ResponseCode.NOT_FOUND; i++) {
            root = roots.get(i);
            response = askForEachType(operation, root, body);
        }
        if (response.getCode() != ResponseCode.NOT_FOUND) {
            List<URI> better = new ArrayList<>(roots);
            better.remove(root);
            better.add(0, root);
            roots = better;
        }
        return CoapAnswer.read(operation, resource(root, operation), response);
    }

    /** 4.06 and 4.02 say that nothing was done: the next best type, or for a server that does not know Accept, no wish at all. */
    private Response askForEachType(EstOperation operation, URI root, byte[] body) throws EstException {
        List<EstContentType> types = operation.answerTypes();
        Response response = ask(operation, root, types.get(0), body);
        for (int i = 1; i < types.size() && response.getCode() == ResponseCode.NOT_ACCEPTABLE; i++) {
            response = ask(operation, root, types.get(i), body);
        }
        return response.getCode() == ResponseCode.BAD_OPTION ? ask(operation, root, null, body) : response;
    }

    private Response ask(EstOperation operation, URI root, @Nullable EstContentType wanted, byte[] body)
            throws EstException {
        URI resource = resource(root, operation);
        return checked(operation, resource, call.ask(operation, peerAt(operation, root), resource, wanted, body));
    }

    private Response checked(EstOperation operation, URI resource, Response response) throws EstException {
        if (!settings.association().permits(response.getSourceContext())) {
            throw new EstException.Refused(
                    operation,
                    resource,
                    "the server has not shown a certificate on this association, which RFC 9148 demands; connect to it"
                            + " in certificate mode");
        }
        answered = response.getSourceContext();
        return response;
    }

    /** The machine we are connected to, unless discovery named another port of it, or a host that is allowed. */
    private EndpointContext peerAt(EstOperation operation, URI root) throws EstException.Unreachable {
        boolean sameHost = root.getHost().equalsIgnoreCase(base.getHost());
        if (sameHost && root.getPort() == base.getPort()) {
            return peer;
        }
        int port = root.getPort() < 0 ? 5684 : root.getPort();
        if (sameHost) {
            return new AddressEndpointContext(
                    new InetSocketAddress(peer.getPeerAddress().getAddress(), port), peer.getVirtualHost(), null);
        }
        InetSocketAddress other = new InetSocketAddress(root.getHost(), port);
        if (other.isUnresolved()) {
            throw new EstException.Unreachable(
                    operation, root, "the name has no address; check the discovered resource, or the DNS", null);
        }
        return new AddressEndpointContext(other, root.getHost(), null);
    }

    private URI resource(URI root, EstOperation operation) {
        String label = settings.label().map(name -> "/" + name).orElse("");
        String path = root.getRawPath().endsWith(label) ? root.getRawPath() : root.getRawPath() + label;
        return root.resolve(path + "/" + operation.shortPath());
    }
}
