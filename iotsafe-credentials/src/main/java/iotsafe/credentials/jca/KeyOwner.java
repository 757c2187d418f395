package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * Whose key a private container holds. Its public half says so, and only the label ties the two containers together (GSMA IoT.05 2.11.2).
 * Where the public half has no such partner or may not be read, as on one real card, the key itself is asked: a signature tells.
 */
final class KeyOwner {
    private static final int HASH_LENGTH = 32;

    private final SecureElement card;
    private final List<CardObject> objects;

    KeyOwner(SecureElement card, List<CardObject> objects) {
        this.card = card;
        this.objects = objects;
    }

    /**
     * Those of the public keys that belong to a private one.
     *
     * @param candidates from certificates
     * @throws CardException.Unreachable if the card is gone; what it merely refuses matches nothing
     */
    List<PublicKey> matching(CardObject privateKey, List<PublicKey> candidates) throws CardException.Unreachable {
        List<ECPublicKey> possible = candidates.stream()
                .filter(ECPublicKey.class::isInstance)
                .map(ECPublicKey.class::cast)
                .filter(P256::has)
                .toList();
        if (possible.isEmpty()) {
            return List.of();
        }
        Optional<ECPublicKey> half = publicHalf(privateKey);
        if (half.isPresent()) {
            return possible.stream()
                    .filter(key -> key.getW().equals(half.get().getW()))
                    .map(PublicKey.class::cast)
                    .toList();
        }
        return bySignature(privateKey, possible);
    }

    private Optional<ECPublicKey> publicHalf(CardObject privateKey) throws CardException.Unreachable {
        Optional<CardObject> partner = objects.stream()
                .filter(object -> object.uri().type() == ObjectType.PUBLIC)
                .filter(object -> object.label().isPresent() && object.label().equals(privateKey.label()))
                .findFirst();
        if (partner.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(card.publicKey(partner.get().uri()));
        } catch (CardException.Unreachable e) {
            throw e;
        } catch (CardException e) {
            return Optional.empty();
        }
    }

    private List<PublicKey> bySignature(CardObject privateKey, List<ECPublicKey> possible)
            throws CardException.Unreachable {
        // nobody else's message: what is signed here can be used nowhere
        byte[] hash = new byte[HASH_LENGTH];
        new SecureRandom().nextBytes(hash);
        try {
            byte[] signature = EcdsaSignatures.toDer(card.sign(privateKey.uri(), Bytes.of(hash)));
            return possible.stream()
                    .filter(key -> verifies(key, hash, signature))
                    .map(PublicKey.class::cast)
                    .toList();
        } catch (CardException.Unreachable e) {
            throw e;
        } catch (CardException | IOException e) {
            return List.of();
        }
    }

    private static boolean verifies(PublicKey key, byte[] hash, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("NONEwithECDSA", "SunEC");
            verifier.initVerify(key);
            verifier.update(hash);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
