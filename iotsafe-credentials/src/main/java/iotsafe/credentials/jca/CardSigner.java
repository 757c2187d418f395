package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;

/** Signs a hash where the private key lives. */
@FunctionalInterface
public interface CardSigner {
    /**
     * ECDSA on P-256 over a SHA-256 hash.
     *
     * @param hash 32 bytes
     * @return 64 bytes, r then s, each 32 bytes big-endian
     * @throws CardException if there is no signature; nothing may then be sent in its place
     */
    Bytes sign(Bytes hash) throws CardException;

    /** The signer that uses one container of a card. */
    static CardSigner of(SecureElement card, CredentialUri.OnCard privateKey) {
        return hash -> card.sign(privateKey, hash);
    }
}
