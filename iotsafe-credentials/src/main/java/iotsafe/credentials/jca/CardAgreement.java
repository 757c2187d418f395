package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.security.interfaces.ECPublicKey;

/** Agrees on a secret where the private key lives. */
@FunctionalInterface
public interface CardAgreement {
    /**
     * ECDH on P-256 (SP 800-56A 5.7.1.2, without cofactor: P-256's is 1).
     *
     * @param peer checked to be on the curve
     * @return 32 bytes, the x-coordinate of the shared point, big-endian
     * @throws CardException if there is no secret
     */
    Bytes agree(ECPublicKey peer) throws CardException;

    /**
     * By COMPUTE DH: the peer's key is written into a public key container that is free for it ({@code PUT PUBLIC KEY}), and stays there. Four
     * exchanges, and one more the first time, which asks the card what it can do.
     *
     * @param privateKey on P-256
     */
    static CardAgreement of(SecureElement card, CredentialUri.OnCard privateKey) {
        return new ComputedOnCard(card, privateKey);
    }

    /** For a key that is there to sign: every agreement is refused, and the key named. */
    static CardAgreement none(CredentialUri.OnCard privateKey) {
        return peer -> {
            throw new CardException.Refused(
                    "this key signs; it was not opened for key agreement: use a key of the platform for ECDH, or a card key with COMPUTE DH behind it (%s)"
                            .formatted(privateKey));
        };
    }
}
