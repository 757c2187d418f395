package iotsafe.credentials.jca;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.SecureElement;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;

/** Makes the handles of the keys that the provider itself finds on its card. */
final class CardKeys {
    private CardKeys() {}

    /** The P-256 key in a container; nothing is sent to the card. */
    static CardPrivateKey of(SecureElement card, CredentialUri.OnCard container) {
        return new CardPrivateKey(container, CardSigner.of(card, container), CardAgreement.of(card, container));
    }

    /** The key in a container, whose public half a certificate has shown; nothing is sent to the card. */
    static KeyOnCard of(SecureElement card, CredentialUri.OnCard container, PublicKey half) {
        return half instanceof RSAPublicKey rsa
                ? new CardRsaPrivateKey(container, rsa.getModulus(), CardRsaSigner.of(card, container))
                : of(card, container);
    }
}
