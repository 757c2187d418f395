package iotsafe.est;

import java.security.SignatureException;

/**
 * Ties a certification request to the TLS connection that carries it, and signs it anew: the proof that the holder of the key and the
 * peer of the connection are one.
 *
 * @see "RFC 7030 §3.5 (linking identity and proof of possession)"
 */
@FunctionalInterface
public interface RequestLinker {
    /**
     * Called after the handshake and before the request is sent, perhaps from another thread than the caller's; again for each new connection.
     *
     * @param request as it was handed in: not linked, or to an earlier connection
     * @param connection the one it is about to go over
     * @return a request for the same key and names, with the attribute the server wants; the very same if it says all that already
     * @throws EstException if the server wants what the device does not have; nothing has been sent
     * @throws SignatureException if it cannot be signed; nothing has been sent
     */
    Pkcs10 link(Pkcs10 request, ChannelBinding connection) throws EstException, SignatureException;
}
