package iotsafe.est.coap;

import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Endpoint;
import org.eclipse.californium.core.network.stack.BlockwiseTransferException;
import org.eclipse.californium.elements.EndpointContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One CoAP request and its response, and what can happen in between. */
final class CoapCall {
    private static final Logger LOG = LoggerFactory.getLogger(CoapCall.class);

    private final Endpoint endpoint;
    private final CoapEstLimits limits;

    CoapCall(Endpoint endpoint, CoapEstLimits limits) {
        this.endpoint = endpoint;
        this.limits = limits;
    }

    /**
     * Returns the complete response, whatever its code; it is not larger than the limits allow.
     *
     * @param wanted the Accept option; null for none
     */
    Response ask(
            EstOperation operation, EndpointContext peer, URI resource, @Nullable EstContentType wanted, byte[] body)
            throws EstException {
        Supplier<Request> request = () -> {
            Request made = operation.method() == EstOperation.Method.GET ? Request.newGet() : Request.newPost();
            if (wanted != null) {
                made.getOptions().setAccept(wanted.coapFormat());
            }
            operation.requestType().ifPresent(type -> made.getOptions().setContentFormat(type.coapFormat()));
            if (body.length > 0) {
                made.setPayload(body);
            }
            return made;
        };
        return send(operation, peer, resource, request);
    }

    /** Asks for a list of resources, on behalf of {@code operation}. */
    Response discover(EstOperation operation, EndpointContext peer, URI list) throws EstException {
        return send(operation, peer, list, Request::newGet);
    }

    /**
     * Begins once more if the blocks of what was fetched are of different versions (RFC 7959 §2.4): a GET may be repeated. The answer to a
     * POST is not fetched again so, for the server has acted. After 4.08 or 4.13 to a part of the request, by which a server says that it
     * has not acted, Californium itself begins once more.
     */
    private Response send(EstOperation operation, EndpointContext peer, URI resource, Supplier<Request> made)
            throws EstException {
        Request request = prepared(made.get(), peer, resource);
        try {
            Optional<Response> response = sent(operation, resource, request);
            if (response.isEmpty() && isOfTwoVersions(request)) {
                LOG.info("{} {}: it changed between two blocks; fetching it once more", operation, resource);
                request = prepared(made.get(), peer, resource);
                response = sent(operation, resource, request);
            }
            if (response.isEmpty()) {
                throw failure(operation, resource, request);
            }
            if (response.get().getPayloadSize() > limits.largestBody()) {
                throw tooLarge(operation, resource);
            }
            return response.get();
        } finally {
            // a response that comes now finds its token unknown and is rejected (RFC 7252 §4.2)
            request.cancel();
        }
    }

    private static boolean isOfTwoVersions(Request request) {
        Throwable unassembled = request.getOnResponseError();
        return request.getCode() == CoAP.Code.GET && unassembled != null && !isTooLarge(unassembled);
    }

    private Request prepared(Request request, EndpointContext peer, URI resource) {
        request.setType(CoAP.Type.CON);
        // before the URI, which would otherwise look its host up again
        request.setDestinationContext(peer);
        request.setURI(resource);
        request.setMaxResourceBodySize(limits.largestBody());
        return request;
    }

    private Optional<Response> sent(EstOperation operation, URI resource, Request request)
            throws EstException.Unreachable {
        long start = System.nanoTime();
        // never Request.send(): it would create Californium's default endpoint, with a socket and a file of its own
        endpoint.sendRequest(request);
        try {
            Response response = request.waitForResponse(limits.answerWithin().toMillis());
            if (response == null) {
                return Optional.empty();
            }
            LOG.debug(
                    "{} {}: {} {} with {} bytes after {} ms",
                    operation,
                    resource,
                    response.getCode(),
                    response.getCode().name(),
                    response.getPayloadSize(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            return Optional.of(response);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new EstException.Unreachable(operation, resource, "interrupted while waiting", interrupted);
        }
    }

    private EstException failure(EstOperation operation, URI resource, Request request) {
        Throwable unassembled = request.getOnResponseError();
        if (unassembled != null) {
            return isTooLarge(unassembled)
                    ? tooLarge(operation, resource)
                    : new EstException.Unreachable(
                            operation,
                            resource,
                            "the blocks of the answer do not fit together (%s); ask again"
                                    .formatted(unassembled.getMessage()),
                            unassembled);
        }
        Throwable unsent = request.getSendError();
        if (unsent != null) {
            if (Alerts.isLasting(unsent)) {
                return new EstException.Refused(
                        operation,
                        resource,
                        "no association to the server (%s); check the certificates on both sides"
                                .formatted(unsent.getMessage()),
                        unsent);
            }
            return new EstException.Unreachable(
                    operation,
                    resource,
                    "could not be sent (%s); check the association to the server".formatted(unsent.getMessage()),
                    unsent);
        }
        return new EstException.Unreachable(operation, resource, silence(request), null);
    }

    private String silence(Request request) {
        if (request.isRejected()) {
            return "the server's CoAP layer rejected it (RST); check that EST is served at this port";
        }
        if (request.isTimedOut()) {
            return "no sign of life after all retransmissions; check the path to the server";
        }
        if (request.isCanceled()) {
            return "not sent, for the endpoint is stopped; connect to the server again";
        }
        return "no answer within %s; check that the server's CA is working".formatted(limits.answerWithin());
    }

    /** Californium's two ways to say it: by the announced Size2, and by the buffer running over. */
    private static boolean isTooLarge(Throwable unassembled) {
        return unassembled instanceof IllegalStateException
                || (unassembled instanceof BlockwiseTransferException overrun
                        && overrun.getResponseCode() == ResponseCode.REQUEST_ENTITY_TOO_LARGE);
    }

    private EstException tooLarge(EstOperation operation, URI resource) {
        return new EstException.Unreadable(
                operation,
                resource,
                "the answer is larger than %d bytes; this is no EST resource, or its CA holds too many certificates"
                        .formatted(limits.largestBody()));
    }
}
