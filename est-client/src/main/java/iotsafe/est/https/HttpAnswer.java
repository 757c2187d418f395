package iotsafe.est.https;

import iotsafe.est.EstAnswer;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What HTTP's statuses mean for EST (RFC 7030 §4.1.3, §4.2.3, §4.5.2; RFC 8951 §5). */
final class HttpAnswer {
    /** For a 202 or 503 that does not say how long, which is the server's fault. */
    static final Duration USUAL_WAIT = Duration.ofMinutes(1);

    private static final Logger LOG = LoggerFactory.getLogger(HttpAnswer.class);
    private static final int LONGEST_WORDS = 1000;

    /** An empty SEQUENCE: nothing special is wanted. */
    private static final byte[] NO_ATTRIBUTES = {0x30, 0x00};

    private final Clock clock;
    private final int largestBody;

    HttpAnswer(Clock clock, int largestBody) {
        this.clock = clock;
        this.largestBody = largestBody;
    }

    EstAnswer read(EstOperation operation, HttpResponse<byte[]> answer) throws EstException {
        URI resource = answer.uri();
        int status = answer.statusCode();
        if (operation == EstOperation.CSR_ATTRS && status == 204) {
            return new EstAnswer.Content(resource, EstContentType.CSR_ATTRS, NO_ATTRIBUTES);
        }
        return switch (status) {
            case 200 -> content(operation, resource, answer);
            case 202 -> later(operation, resource, answer);
            // busy: nothing of the request was judged, so this is no 202
            case 429, 503 -> throw new EstException.Unreachable(operation, resource, wait(operation, answer));
            default ->
                new EstAnswer.Refused(resource, "HTTP " + status, words(answer.body()), status == 404 || status == 501);
        };
    }

    private EstAnswer later(EstOperation operation, URI resource, HttpResponse<byte[]> answer) throws EstException {
        if (operation.method() == EstOperation.Method.GET) {
            throw unreadable(operation, resource, "202 where 200 is due");
        }
        return new EstAnswer.Pending(resource, wait(operation, answer));
    }

    private Duration wait(EstOperation operation, HttpResponse<byte[]> answer) {
        Optional<String> field = answer.headers().firstValue("retry-after");
        Optional<Duration> asked = field.flatMap(text -> RetryAfter.read(text, clock));
        if (asked.isEmpty()) {
            LOG.warn(
                    "{} at {}: status {} with {} Retry-After; {} is taken",
                    operation,
                    answer.uri(),
                    answer.statusCode(),
                    field.isPresent() ? "a senseless" : "no",
                    USUAL_WAIT);
        }
        return asked.orElse(USUAL_WAIT);
    }

    private EstAnswer content(EstOperation operation, URI resource, HttpResponse<byte[]> answer) throws EstException {
        EstContentType type = typeOf(operation, resource, answer);
        byte[] body;
        try {
            body = Base64Body.decode(answer.body());
        } catch (IllegalArgumentException notBase64) {
            throw unreadable(operation, resource, "a body that is not base64 (%s)".formatted(notBase64.getMessage()));
        }
        if (body.length == 0) {
            throw unreadable(operation, resource, "an empty body");
        }
        if (body.length > largestBody) {
            throw unreadable(
                    operation, resource, "a body of %d bytes, at most %d are read".formatted(body.length, largestBody));
        }
        return new EstAnswer.Content(resource, type, body);
    }

    /** Bare certificates are of RFC 9148 alone. */
    private static EstContentType typeOf(EstOperation operation, URI resource, HttpResponse<byte[]> answer)
            throws EstException {
        String found = answer.headers().firstValue("content-type").orElse("");
        for (EstContentType type : operation.answerTypes()) {
            if (type != EstContentType.CERTIFICATE && MediaType.matches(type, found)) {
                return type;
            }
        }
        throw unreadable(
                operation,
                resource,
                found.isEmpty()
                        ? "no content type in the answer"
                        : "content type \"%s\" in the answer".formatted(found));
    }

    private static EstException unreadable(EstOperation operation, URI resource, String problem) {
        return new EstException.Unreadable(operation, resource, problem + "; report it to the server's operator");
    }

    /** Shown, never parsed. */
    private static String words(byte[] body) {
        return new String(body, 0, Math.min(body.length, LONGEST_WORDS), StandardCharsets.UTF_8);
    }
}
