package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.Sha256;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.List;
import java.util.Optional;

/**
 * Whose key a private container holds. Its public half says so, and only the label ties the two containers together (GSMA IoT.05 2.11.2).
 * Where the public half has no such partner or may not be read, as on one real card, the key itself is asked: a signature tells. So it is
 * for RSA, of whose public halves no card's form is known.
 */
final class KeyOwner {
    /** Tag 4B, key type (GSMA IoT.05 2.5). */
    private static final int RSA_2048 = 0x03;

    private static final int RSA_BITS = 2048;

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
        if (privateKey.keyType().isPresent()) {
            return privateKey.keyType().getAsInt() == RSA_2048
                    ? ofRsa(privateKey, candidates)
                    : ofCurve(privateKey, candidates);
        }
        List<PublicKey> found = ofCurve(privateKey, candidates);
        return found.isEmpty() ? ofRsa(privateKey, candidates) : found;
    }

    private List<PublicKey> ofCurve(CardObject privateKey, List<PublicKey> candidates)
            throws CardException.Unreachable {
        List<PublicKey> possible = candidates.stream()
                .filter(key -> key instanceof ECPublicKey ec && P256.has(ec))
                .toList();
        if (possible.isEmpty()) {
            return List.of();
        }
        Optional<ECPublicKey> half = publicHalf(privateKey);
        if (half.isPresent()) {
            return possible.stream()
                    .filter(key -> ((ECPublicKey) key).getW().equals(half.get().getW()))
                    .toList();
        }
        return bySignature(privateKey, SignatureKind.ECDSA, possible);
    }

    private List<PublicKey> ofRsa(CardObject privateKey, List<PublicKey> candidates) throws CardException.Unreachable {
        List<PublicKey> possible = candidates.stream()
                .filter(key ->
                        key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() == RSA_BITS)
                .toList();
        return possible.isEmpty() ? List.of() : bySignature(privateKey, SignatureKind.RSA, possible);
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

    private List<PublicKey> bySignature(CardObject privateKey, SignatureKind kind, List<PublicKey> possible)
            throws CardException.Unreachable {
        // nobody else's message: what is signed here can be used nowhere
        byte[] message = new byte[Sha256.LENGTH];
        new SecureRandom().nextBytes(message);
        try {
            byte[] signature =
                    CardKeys.of(card, privateKey.uri(), possible.get(0)).signature(Sha256.of(message));
            return possible.stream()
                    .filter(key -> verifies(kind, key, message, signature))
                    .toList();
        } catch (CardException.Unreachable e) {
            throw e;
        } catch (CardException | IOException e) {
            return List.of();
        }
    }

    private static boolean verifies(SignatureKind kind, PublicKey key, byte[] message, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance(kind.algorithm(), kind.platform());
            verifier.initVerify(key);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
