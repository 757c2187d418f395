package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.util.List;

/** Where certificates are asked for outside of a bootstrap session, over whichever transport. */
public interface EnrolmentServer {
    /**
     * Opens a session in which both sides have shown their certificates.
     *
     * @param identity who the device is to this server: for a renewal the certificate that is being renewed (RFC 7030 3.3.2)
     * @param anchors what the server's certificate must lead to
     * @throws CardException if the card did not sign the handshake
     * @throws ServerException.Refused if one side refused the other's certificate
     * @throws ServerException.Unreachable if no answer came
     */
    EnrolmentSession open(ClientIdentity identity, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException;
}
