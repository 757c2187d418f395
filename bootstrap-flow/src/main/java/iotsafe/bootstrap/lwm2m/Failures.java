package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.Causes;
import iotsafe.credentials.dtls.DtlsFailure;
import iotsafe.est.coap.Alerts;
import java.io.IOException;
import java.net.PortUnreachableException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
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
        String problem = what + " could not be sent: " + rootMessage(failure);
        return isOfThisHost(failure)
                ? ServerException.Unreachable.fromHere(server, problem, failure)
                : new ServerException.Unreachable(server, problem, failure);
    }

    /** What the socket says is of this host, but for one thing: that nobody listens there comes from the other end (RFC 792). */
    private static boolean isOfThisHost(Throwable failure) {
        return Causes.first(failure, IOException.class)
                .filter(problem -> !(problem instanceof PortUnreachableException))
                .isPresent();
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
        if (!Alerts.isLasting(handshake)) {
            return new ServerException.Unreachable(server, message, handshake);
        }
        return isReceived(handshake)
                ? new ServerException.Refused(server, message, handshake)
                : ServerException.Refused.byUs(server, message, handshake);
    }

    /** The code of the alert that the server sent (RFC 5246 7.2), if that was what failed. */
    static OptionalInt alert(Exception failure) {
        Optional<HandshakeException> handshake = Causes.first(failure, HandshakeException.class);
        return handshake.filter(Failures::isReceived).isPresent()
                ? OptionalInt.of(handshake.get().getAlert().getDescription().getCode() & 0xFF)
                : OptionalInt.empty();
    }

    /** Scandium has one exception for both directions; that an alert came in is in its text alone. */
    private static boolean isReceived(HandshakeException handshake) {
        return String.valueOf(handshake.getMessage()).startsWith("Received '");
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = Causes.of(failure).reduce(failure, (outer, inner) -> inner);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
