package iotsafe.bootstrap;

import java.net.URI;

/**
 * A management server as a bootstrap server names it (OMA LwM2M Core, objects 0 and 1).
 *
 * @param shortServerId 1 to 65534 (/0/x/10)
 * @param uri {@code coaps://host:port} (/0/x/0)
 * @param mode how the device proves who it is (/0/x/2)
 */
public record ServerAccount(int shortServerId, URI uri, Mode mode) {
    /** The security modes that a key on a SIM can serve. */
    public enum Mode {
        /** 0: a pre-shared key. */
        PSK,
        /** 2: a certificate that the device already has. */
        CERTIFICATE,
        /** 4: a certificate that the device has to enrol for. */
        EST
    }
}
