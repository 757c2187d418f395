package iotsafe.credentials.jca;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.security.interfaces.ECPublicKey;
import java.util.Map;
import java.util.WeakHashMap;

/** ECDH by COMPUTE DH, on a card that has it and a container for the peer's key. */
final class ComputedOnCard implements CardAgreement {
    /** One per card: between PUT PUBLIC KEY and COMPUTE DH nobody else may write into the container. */
    private static final Map<SecureElement, Object> LOCKS = new WeakHashMap<>();

    private final SecureElement card;
    private final CredentialUri.OnCard privateKey;

    ComputedOnCard(SecureElement card, CredentialUri.OnCard privateKey) {
        this.card = card;
        this.privateKey = privateKey;
    }

    @Override
    public Bytes agree(ECPublicKey peer) throws CardException {
        // before anything is written: a card that denies COMPUTE DH keeps its containers as they are
        if (card.capabilities().agree() == Capabilities.Offer.NO) {
            throw new CardException.Refused(
                    "%s cannot agree on a secret: the card says that it has no COMPUTE DH; use a key of the platform for ECDH"
                            .formatted(privateKey));
        }
        CredentialUri.OnCard container = PeerContainer.on(card, privateKey);
        synchronized (lock()) {
            card.putPublicKey(container, peer);
            try (Secret shared = card.agree(privateKey, container)) {
                return Bytes.of(shared.toArray());
            }
        }
    }

    private Object lock() {
        synchronized (LOCKS) {
            return LOCKS.computeIfAbsent(card, unknown -> new Object());
        }
    }
}
