package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstException;
import iotsafe.est.TrustAnchors;
import java.security.cert.X509Certificate;
import java.util.List;

/** Where certificates are asked for outside of a bootstrap session, over whichever transport. */
public interface EnrolmentServer {
    /**
     * Whether it is another than the bootstrap server: a first enrolment goes there, too, and the bootstrap's anchors say nothing of it.
     */
    default boolean isElsewhere() {
        return false;
    }

    /** The one at a bootstrap server in another place; one that is elsewhere stays where it is. */
    default EnrolmentServer at(BootstrapAddress address) {
        return this;
    }

    /**
     * The anchors that a device begins with that has none of this CA yet; only for a server that is elsewhere.
     *
     * @throws CardException if they are on the card, and it does not give them
     * @throws EstException if the server has to be asked for them, and is not the one that it should be
     */
    default TrustAnchors firstAnchors(SecureElement card) throws CardException, EstException {
        throw new IllegalStateException("the anchors of the bootstrap server are those of the bootstrap");
    }

    /**
     * Opens a session in which both sides have shown their certificates.
     *
     * @param identity who the device is to this server: for a renewal the certificate that is being renewed (RFC 7030 3.3.2)
     * @param anchors what the server's certificate must lead to; for a server that is elsewhere, its configured anchors will do as well
     * @throws CardException if the card did not sign the handshake
     * @throws EstException if the server has to be asked something first, and does not answer
     * @throws ServerException.Refused if one side refused the other's certificate
     * @throws ServerException.Unreachable if no answer came
     */
    EnrolmentSession open(ClientIdentity identity, List<X509Certificate> anchors)
            throws CardException, EstException, ServerException, InterruptedException;
}
