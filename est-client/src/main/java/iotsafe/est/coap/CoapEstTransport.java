package iotsafe.est.coap;

import iotsafe.est.EstAnswer;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.EstTransport;
import java.net.URI;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.californium.elements.EndpointContext;

/**
 * EST-coaps on an association that already exists, normally the one to the LwM2M bootstrap server. One request is outstanding at a time
 * (NSTART 1); it is confirmable, and block-wise in both directions where the endpoint's own configuration allows.
 *
 * @see "RFC 9148; RFC 7252; RFC 7959"
 */
public final class CoapEstTransport implements EstTransport {
    /** Every server has the first (RFC 9148 §4.1); the second is where servers and clients in the field meet. */
    private static final List<String> USUAL_ROOTS = List.of("/.well-known/est", "/est");

    private final CoapCall call;
    private final URI base;
    private final AssociationCheck association;
    private final Lock oneAtATime = new ReentrantLock();
    private List<String> roots;

    /**
     * Asks for certificates on both sides of the association, as the document does.
     *
     * @param endpoint connected to the server and started; neither is undone here. Its configuration must allow block-wise transfer
     *     ({@code MAX_RESOURCE_BODY_SIZE} above 0), for a bag rarely fits in one datagram
     * @param peer the server as the association knows it: a name is not resolved again, which could find another machine
     * @param base {@code coaps://host:port}, and the path of the EST root if it is known; without a path the two usual ones are tried
     * @throws IllegalArgumentException if {@code base} is not an absolute URI with a host, or has a query or fragment
     */
    public CoapEstTransport(Endpoint endpoint, EndpointContext peer, URI base) {
        this(endpoint, peer, base, CoapEstLimits.USUAL, AssociationCheck.CERTIFICATE);
    }

    /** With other limits, or another rule for the association. */
    public CoapEstTransport(
            Endpoint endpoint, EndpointContext peer, URI base, CoapEstLimits limits, AssociationCheck association) {
        if (base.getScheme() == null
                || base.getHost() == null
                || base.getRawQuery() != null
                || base.getRawFragment() != null) {
            throw new IllegalArgumentException(
                    "EST server \"" + base + "\" is not of the form coaps://host:port[/root]");
        }
        this.call = new CoapCall(endpoint, peer, limits);
        this.base = base;
        this.association = association;
        String root = base.getRawPath().replaceAll("/+$", "");
        this.roots = root.isEmpty() ? USUAL_ROOTS : List.of(root);
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
            return askAtEachRoot(operation, body);
        } finally {
            oneAtATime.unlock();
        }
    }

    /** 4.04 says that nothing was done, so asking elsewhere repeats nothing. */
    private EstAnswer askAtEachRoot(EstOperation operation, byte[] body) throws EstException {
        String root = roots.get(0);
        Response response = askForEachType(operation, root, body);
        for (int i = 1; i < roots.size() && response.getCode() == ResponseCode.NOT_FOUND; i++) {
            root = roots.get(i);
            response = askForEachType(operation, root, body);
        }
        if (response.getCode() != ResponseCode.NOT_FOUND) {
            roots = List.of(root);
        }
        return CoapAnswer.read(operation, resource(root, operation), response);
    }

    /** 4.06 says that nothing was done, so asking for the next best type repeats nothing. */
    private Response askForEachType(EstOperation operation, String root, byte[] body) throws EstException {
        List<EstContentType> types = operation.answerTypes();
        Response response = ask(operation, root, types.get(0), body);
        for (int i = 1; i < types.size() && response.getCode() == ResponseCode.NOT_ACCEPTABLE; i++) {
            response = ask(operation, root, types.get(i), body);
        }
        return response;
    }

    private Response ask(EstOperation operation, String root, EstContentType wanted, byte[] body) throws EstException {
        URI resource = resource(root, operation);
        Response response = call.ask(operation, resource, wanted, body);
        if (!association.permits(response.getSourceContext())) {
            throw new EstException.Refused(
                    operation,
                    resource,
                    "the server has not shown a certificate on this association, which RFC 9148 demands; connect to it"
                            + " in certificate mode");
        }
        return response;
    }

    private URI resource(String root, EstOperation operation) {
        return base.resolve(root + "/" + operation.shortPath());
    }
}
