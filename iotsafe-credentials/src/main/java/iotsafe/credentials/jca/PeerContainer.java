package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import java.util.List;

/**
 * Where a peer's public key goes for COMPUTE DH, which knows it by its container alone (GSMA IoT.05). Not every container that can be
 * written is free: an issuer's may hold the half of a pair, or a key to verify with.
 */
final class PeerContainer {
    private static final int VERIFY = 0x01;
    private static final int AGREE = 0x04;
    private static final int UPDATE = 0x02;

    private PeerContainer() {}

    /**
     * A public key container that says that it may be updated and agrees, that is no half of a pair, and that is empty or serves nothing else.
     *
     * @param privateKey who needs it, for messages
     * @throws CardException.Refused if the card lists none
     */
    static CredentialUri.OnCard on(SecureElement card, CredentialUri.OnCard privateKey) throws CardException {
        List<CardObject> objects = card.objects();
        return objects.stream()
                .filter(PeerContainer::takesPeers)
                .filter(container -> !isHalf(container, objects))
                .findFirst()
                .orElseThrow(() -> new CardException.Refused(
                        "%s cannot agree on a secret: the card has no public key container for the other side's key (one that may be updated, is for key agreement, and has no private key of the same label); use a key of the platform for ECDH, or have the SIM's issuer add one"
                                .formatted(privateKey)))
                .uri();
    }

    private static boolean takesPeers(CardObject object) {
        int functions = object.functions().orElse(0);
        boolean free = !object.filled().orElse(true) || (functions & VERIFY) == 0;
        return object.uri().type() == ObjectType.PUBLIC
                && (functions & AGREE) != 0
                && (object.attributes().access().orElse(0) & UPDATE) != 0
                && free;
    }

    private static boolean isHalf(CardObject container, List<CardObject> objects) {
        return objects.stream()
                .filter(object -> object.uri().type() == ObjectType.PRIVATE)
                .anyMatch(key -> key.label().isPresent() && key.label().equals(container.label()));
    }
}
