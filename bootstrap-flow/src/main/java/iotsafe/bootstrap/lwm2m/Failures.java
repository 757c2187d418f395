package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.Causes;
import iotsafe.credentials.dtls.DtlsFailure;
import iotsafe.est.coap.Alerts;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.californium.scandium.dtls.DtlsHandshakeTimeoutException;
import org.eclipse.californium.scandium.dtls.HandshakeException;

/** Tells from what the libraries throw whose fault it was: the card's, the server's or the network's. */
final class Failures {
    private Failures() {}

    /**
     * The exception to throw for a request that could not be sent.
     *
     * @return never for the card's part, which is thrown
     * @throws CardException if the card did not sign
     */
    static ServerException of(URI server, String what, RuntimeException failure) throws CardException {
        Optional<CardException> card = DtlsFailure.signing(failure);
        if (card.isPresent()) {
            throw card.get();
        }
        Optional<DtlsHandshakeTimeoutException> silence = Causes.first(failure, DtlsHandshakeTimeoutException.class);
        if (silence.isPresent()) {
            return new ServerException.Unreachable(server, saidOfSilence(silence.get()), failure);
        }
        Optional<HandshakeException> handshake = Causes.first(failure, HandshakeException.class);
        if (handshake.isPresent()) {
            return ofHandshake(server, handshake.get());
        }
        return new ServerException.Unreachable(server, what + " could not be sent: " + rootMessage(failure), failure);
    }

    /**
     * The exception to throw for a request that was not answered in time.
     *
     * @param isKeyInDoubt if nothing was heard yet on an association by pre-shared key: a server with another key drops what it cannot read, and
     *     the request's time may end before that of the handshake
     */
    static ServerException ofSilence(URI server, String what, Duration within, boolean isKeyInDoubt) {
        return new ServerException.Unreachable(
                server,
                "no answer to %s within %d s; is the server running, %s"
                        .formatted(
                                what,
                                within.toSeconds(),
                                isKeyInDoubt
                                        ? "does UDP reach it, and does it know this identity, with the same key?"
                                        : "and does UDP reach it?"),
                null);
    }

    /** RFC 6347 4.2.4: a server that knows another pre-shared key cannot read flight 5, and many say nothing then. */
    private static String saidOfSilence(DtlsHandshakeTimeoutException silence) {
        return silence.getFlightNumber() < 5
                ? "no answer to the DTLS handshake; is the server running, and does UDP reach it?"
                : "the server fell silent at the end of the DTLS handshake; does it know this identity, with the same key?";
    }

    private static ServerException ofHandshake(URI server, HandshakeException handshake) {
        String message = "DTLS handshake: " + handshake.getMessage();
        return Alerts.isLasting(handshake)
                ? new ServerException.Refused(server, message, handshake)
                : new ServerException.Unreachable(server, message, handshake);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = Causes.of(failure).reduce(failure, (outer, inner) -> inner);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
