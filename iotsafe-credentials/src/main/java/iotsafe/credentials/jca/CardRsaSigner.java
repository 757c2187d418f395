package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;

/** Signs a hash where the private RSA key lives. */
@FunctionalInterface
public interface CardRsaSigner {
    /**
     * RSASSA-PKCS1-v1_5 over a SHA-256 hash (RFC 8017 8.2), padded by the card.
     *
     * @param hash 32 bytes
     * @return as long as the modulus, 256 bytes
     * @throws CardException if there is no signature; nothing may then be sent in its place
     */
    Bytes sign(Bytes hash) throws CardException;

    /** The signer that uses one container of a card. */
    static CardRsaSigner of(SecureElement card, CredentialUri.OnCard privateKey) {
        return hash -> card.signRsa(privateKey, hash);
    }
}
