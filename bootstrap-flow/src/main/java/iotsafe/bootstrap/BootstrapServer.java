package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.util.List;

/** The LwM2M Bootstrap-Server (OMA LwM2M Core 6.1). */
public interface BootstrapServer {
    /**
     * Goes from Bootstrap-Request to Bootstrap-Finish.
     *
     * @param endpoint the endpoint client name
     * @param factory who the device is to this server
     * @param anchors what the server's certificate must lead to
     * @return the session, its association still open
     * @throws CardException if the card did not sign the handshake
     * @throws ServerException if there is no session; what the server had written until then is undone
     */
    BootstrapSession bootstrap(String endpoint, ClientIdentity factory, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException;

    /** A bootstrap server in another place. */
    BootstrapServer at(BootstrapAddress address);

    /**
     * As {@link #bootstrap(String, ClientIdentity, List)}, with a pre-shared key in the place of both sides' certificates.
     *
     * @throws CardException if the card did not derive the handshake's master secret
     */
    BootstrapSession bootstrap(String endpoint, PskName factory)
            throws CardException, ServerException, InterruptedException;
}
