package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.DtlsFailure;
import java.net.URI;
import java.util.Set;
import java.util.stream.Stream;
import org.eclipse.californium.scandium.dtls.AlertMessage;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.DtlsHandshakeTimeoutException;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.jspecify.annotations.Nullable;

/** Tells from what the libraries throw whose fault it was: the card's, the server's or the network's. */
final class Failures {
    /** OMA LwM2M Transport, table of alerts: what the same attempt will meet again. */
    private static final Set<AlertDescription> LASTING = Set.of(
            AlertDescription.BAD_CERTIFICATE,
            AlertDescription.UNSUPPORTED_CERTIFICATE,
            AlertDescription.CERTIFICATE_REVOKED,
            AlertDescription.CERTIFICATE_EXPIRED,
            AlertDescription.CERTIFICATE_UNKNOWN,
            AlertDescription.UNKNOWN_CA,
            AlertDescription.ACCESS_DENIED,
            AlertDescription.UNKNOWN_PSK_IDENTITY);

    private Failures() {}

    /**
     * The exception to throw for a request that could not be sent.
     *
     * @return never for the card's part, which is thrown
     * @throws CardException if the card did not sign
     */
    static ServerException of(URI server, String what, RuntimeException failure) throws CardException {
        if (DtlsFailure.signing(failure).isPresent()) {
            throw DtlsFailure.signing(failure).get();
        }
        if (cause(failure, DtlsHandshakeTimeoutException.class) != null) {
            return new ServerException.Unreachable(
                    server, "no answer to the DTLS handshake; is the server running, and does UDP reach it?", failure);
        }
        HandshakeException handshake = cause(failure, HandshakeException.class);
        if (handshake != null) {
            return ofHandshake(server, handshake);
        }
        return new ServerException.Unreachable(server, what + " could not be sent: " + rootMessage(failure), failure);
    }

    private static ServerException ofHandshake(URI server, HandshakeException handshake) {
        AlertMessage alert = handshake.getAlert();
        String message = "DTLS handshake: " + handshake.getMessage();
        return LASTING.contains(alert.getDescription())
                ? new ServerException.Refused(server, message, handshake)
                : new ServerException.Unreachable(server, message, handshake);
    }

    private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
        return causes(failure)
                .filter(type::isInstance)
                .map(type::cast)
                .findFirst()
                .orElse(null);
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = causes(failure).reduce(failure, (outer, inner) -> inner);
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
