package iotsafe.est.https;

import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One HTTP request and its answer, and what can happen in between. */
final class HttpCall {
    private static final Logger LOG = LoggerFactory.getLogger(HttpCall.class);
    private static final int DEEPEST_CAUSE = 20;

    private final TlsConnections connections;
    private final ServerChecking check;
    private final HttpsEstLimits limits;
    private HttpClient client;

    /** What refused the server in the last handshake, if anything did. */
    @FunctionalInterface
    interface ServerChecking {
        Optional<String> takeObjection();
    }

    HttpCall(TlsConnections connections, ServerChecking check, HttpsEstLimits limits) {
        this.connections = connections;
        this.check = check;
        this.limits = limits;
        this.client = newClient();
    }

    /** HTTP/1.1, so that a request has its connection to itself; redirects and 401 are ours to decide. */
    private HttpClient newClient() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(limits.connectWithin())
                .sslContext(connections.context())
                .sslParameters(connections.parameters())
                .build();
    }

    /** Leaves the present connection to be closed, as a client has to that cannot answer a 401 (RFC 7030 §3.2.3). */
    void leaveConnection() {
        client = newClient();
    }

    /** Returns the complete answer, whatever its status; its body is not larger than the limits allow. */
    HttpResponse<byte[]> ask(
            EstOperation operation, URI resource, BodyPublisher body, Optional<String> authorization, Duration within)
            throws EstException {
        HttpRequest.Builder request = HttpRequest.newBuilder(resource)
                .timeout(within.compareTo(limits.headersWithin()) < 0 ? within : limits.headersWithin())
                .header(
                        "Accept",
                        MediaType.of(operation
                                .answerTypes()
                                .get(operation.answerTypes().size() - 1)))
                .method(operation.method().name(), body);
        operation.requestType().ifPresent(type -> request.header("Content-Type", MediaType.of(type)));
        authorization.ifPresent(field -> request.header("Authorization", field));
        long start = System.nanoTime();
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(request.build(), BoundedBody.of(limits.largestEncodedBody()));
        try {
            HttpResponse<byte[]> answer = sent.get(within.toNanos(), TimeUnit.NANOSECONDS);
            LOG.debug(
                    "{} {}: {} with {} bytes after {} ms",
                    operation,
                    resource,
                    answer.statusCode(),
                    answer.body().length,
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
            return answer;
        } catch (TimeoutException late) {
            throw unreachable(
                    operation, resource, "the answer was not complete within " + limits.exchangeWithin(), late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unreachable(operation, resource, "interrupted while waiting", interrupted);
        } catch (ExecutionException | CancellationException failed) {
            throw reason(operation, resource, failed.getCause() == null ? failed : failed.getCause());
        } finally {
            // closes the connection of an answer that nobody waits for any more; after a complete one it does nothing
            sent.cancel(true);
        }
    }

    private EstException reason(EstOperation operation, URI resource, Throwable failed) {
        Optional<String> objection = check.takeObjection();
        if (objection.isPresent()) {
            return new EstException.Refused(
                    operation,
                    resource,
                    "the server is not authorised (%s); check the URI and the trust anchors"
                            .formatted(objection.get()));
        }
        Throwable cause = failed;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause instanceof BoundedBody.TooLargeException) {
                return new EstException.Unreadable(
                        operation,
                        resource,
                        "the answer is larger than %d bytes; this is no EST resource, or its CA holds too many certificates"
                                .formatted(limits.largestBody()));
            }
            if (cause instanceof LinkedRequests.NotLinkedException unlinked) {
                return unlinked.reason();
            }
            cause = cause.getCause();
        }
        if (failed instanceof HttpConnectTimeoutException) {
            return unreachable(operation, resource, "no connection within " + limits.connectWithin(), failed);
        }
        if (failed instanceof HttpTimeoutException) {
            return unreachable(operation, resource, "no answer within " + limits.headersWithin(), failed);
        }
        return unreachable(
                operation,
                resource,
                "no usable answer (%s); check the path to the server"
                        .formatted(failed instanceof IOException ? words(failed) : failed.toString()),
                failed);
    }

    /** A refused connection comes without words of its own. */
    private static String words(Throwable failed) {
        String message = failed.getMessage();
        return message == null ? failed.getClass().getSimpleName() : message;
    }

    private static EstException unreachable(EstOperation operation, URI resource, String problem, Throwable cause) {
        return new EstException.Unreachable(operation, resource, problem, cause);
    }
}
