package iotsafe.est.https;

import java.security.GeneralSecurityException;

/**
 * Ties a certification request to the TLS connection that carries it, and signs it anew: the proof that the holder of the key and the
 * peer of the connection are one.
 *
 * @see "RFC 7030 §3.5 (linking identity and proof of possession)"
 */
@FunctionalInterface
public interface RequestLinker {
    /**
     * Called after the handshake and before the request is sent, from a thread of the HTTP client; again for each new connection.
     *
     * @param request DER of the request, not linked
     * @param tlsUnique 12 bytes in TLS 1.2: {@code verify_data} of the first Finished message (RFC 5929 §3.1); the attribute holds them in
     *     base64
     * @return DER of a request for the same key and names, with the attribute the server wants
     * @throws GeneralSecurityException if it cannot be signed; nothing has been sent
     */
    byte[] link(byte[] request, byte[] tlsUnique) throws GeneralSecurityException;
}
