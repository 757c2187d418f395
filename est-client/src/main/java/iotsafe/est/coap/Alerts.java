package iotsafe.est.coap;

import java.util.Set;
import org.eclipse.californium.scandium.dtls.AlertMessage.AlertDescription;
import org.eclipse.californium.scandium.dtls.HandshakeException;

/** Which ends of a handshake the same attempt will meet again, for whatever runs over the association. */
public final class Alerts {
    /** Certificate problems, and being refused. */
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

    /**
     * Whether {@code failure} is a handshake that one side ended for a reason that lasts; not one of its causes.
     *
     * @see "OMA LwM2M Transport, table of alerts"
     */
    public static boolean isLasting(Throwable failure) {
        return failure instanceof HandshakeException handshake
                && LASTING.contains(handshake.getAlert().getDescription());
    }
}
