package iotsafe.est.coap;

import java.util.Set;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.HandshakeException;

/** Which ends of a handshake the same attempt will meet again. */
final class Alerts {
    /** OMA LwM2M Transport, table of alerts: certificate problems, and being refused. */
    private static final Set<AlertDescription> LASTING = Set.of(
            AlertDescription.BAD_CERTIFICATE,
            AlertDescription.UNSUPPORTED_CERTIFICATE,
            AlertDescription.CERTIFICATE_REVOKED,
            AlertDescription.CERTIFICATE_EXPIRED,
            AlertDescription.CERTIFICATE_UNKNOWN,
            AlertDescription.UNKNOWN_CA,
            AlertDescription.ACCESS_DENIED,
            AlertDescription.UNKNOWN_PSK_IDENTITY);

    private Alerts() {}

    /** Whether {@code failure} is a handshake that one side ended for such a reason. */
    static boolean isLasting(Throwable failure) {
        return failure instanceof HandshakeException handshake
                && LASTING.contains(handshake.getAlert().getDescription());
    }
}
