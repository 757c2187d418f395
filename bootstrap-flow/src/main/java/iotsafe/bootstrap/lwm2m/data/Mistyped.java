package iotsafe.bootstrap.lwm2m.data;

import org.eclipse.leshan.core.node.LwM2mNodeException;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;

/** A value that is none of its resource's type: the library's decoders take that for a bug, and answer 5.00 with a stack trace in the log. */
final class Mistyped {
    private Mistyped() {}

    /** What becomes a 4.00: it is the server's mistake. */
    static InvalidRequestException told(LwM2mNodeException mistake) {
        return new InvalidRequestException(mistake, "%s", mistake.getMessage());
    }
}
