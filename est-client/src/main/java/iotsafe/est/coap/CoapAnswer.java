package iotsafe.est.coap;

import iotsafe.est.EstAnswer;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Response;

/** What CoAP's codes mean for EST (RFC 9148 §4.5, §4.7). */
final class CoapAnswer {
    private static final Set<ResponseCode> NOT_OFFERED =
            Set.of(ResponseCode.NOT_FOUND, ResponseCode.METHOD_NOT_ALLOWED, ResponseCode.NOT_IMPLEMENTED);

    private CoapAnswer() {}

    static EstAnswer read(EstOperation operation, URI resource, Response response) throws EstException {
        ResponseCode code = response.getCode();
        if (code == ResponseCode.SERVICE_UNAVAILABLE) {
            // absent, the option counts as 60 s (RFC 7252 §5.10.5)
            return new EstAnswer.Pending(
                    resource, Duration.ofSeconds(response.getOptions().getMaxAge()));
        }
        if (code == ResponseCode.REQUEST_ENTITY_INCOMPLETE) {
            // the server lost a block: nothing was asked of its CA yet (RFC 7959 §2.9.2)
            throw new EstException.Unreachable(
                    operation, resource, "the server lost part of the request (4.08); send it again", null);
        }
        if (!code.isSuccess()) {
            return new EstAnswer.Refused(
                    resource, code + " " + code.name(), response.getPayloadString(), NOT_OFFERED.contains(code));
        }
        ResponseCode due = operation.method() == EstOperation.Method.GET ? ResponseCode.CONTENT : ResponseCode.CHANGED;
        if (code != due) {
            throw unreadable(operation, resource, "answered %s where %s is due".formatted(code, due));
        }
        return new EstAnswer.Content(resource, typeOf(operation, resource, response), response.getPayload());
    }

    private static EstContentType typeOf(EstOperation operation, URI resource, Response response) throws EstException {
        int format = response.getOptions().getContentFormat();
        for (EstContentType type : operation.answerTypes()) {
            if (type.coapFormat() == format) {
                return type;
            }
        }
        String found = format == MediaTypeRegistry.UNDEFINED ? "no content format" : "content format " + format;
        throw unreadable(
                operation, resource, "%s in the answer where %s is due".formatted(found, operation.answerTypes()));
    }

    private static EstException unreadable(EstOperation operation, URI resource, String problem) {
        return new EstException.Unreadable(operation, resource, problem + "; report it to the server's operator");
    }
}
