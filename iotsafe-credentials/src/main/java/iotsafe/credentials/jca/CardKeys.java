package iotsafe.credentials.jca;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.SecureElement;

/** Makes the handles of the keys that the provider itself finds on its card. */
final class CardKeys {
    private CardKeys() {}

    /** The key in a container; nothing is sent to the card. */
    static CardPrivateKey of(SecureElement card, CredentialUri.OnCard container) {
        return new CardPrivateKey(container, CardSigner.of(card, container), CardAgreement.of(card, container));
    }
}
