package iotsafe.client.card;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardObject;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.EcdsaCheck;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;

/** Whether a private key on the card and a public key elsewhere are a pair: by the public half, or else by a signature. */
final class KeyMatch {
    private static final int CURVE_BITS = 256;

    private final SecureElement card;

    KeyMatch(SecureElement card) {
        this.card = card;
    }

    /**
     * Compares; a card that shows no public half is asked to sign a random text, which can be used nowhere.
     *
     * @throws CardException.Unreachable if the card is gone; what it merely refuses is no match
     */
    boolean isPair(CardObject privateKey, PublicKey publicKey) throws CardException.Unreachable {
        KeyKind kind = KeyKind.of(privateKey);
        try {
            if (publicKey instanceof RSAPublicKey rsa) {
                return kind == KeyKind.RSA_2048 && signs(privateKey, rsa);
            }
            boolean comparable = publicKey instanceof ECPublicKey ec
                    && kind != KeyKind.RSA_2048
                    && ec.getParams().getOrder().bitLength() == CURVE_BITS;
            return comparable && isHalf(privateKey, (ECPublicKey) publicKey);
        } catch (CardException.Unreachable e) {
            throw e;
        } catch (CardException e) {
            return false;
        }
    }

    private boolean isHalf(CardObject privateKey, ECPublicKey candidate) throws CardException {
        ECPublicKey half;
        try {
            half = card.publicKey(privateKey.uri());
        } catch (CardException.Refused | CardException.Unreadable hidden) {
            Bytes hash = randomHash();
            return EcdsaCheck.isSignedBy(candidate, hash, card.sign(privateKey.uri(), hash));
        }
        return half.getW().equals(candidate.getW());
    }

    private boolean signs(CardObject privateKey, RSAPublicKey candidate) throws CardException {
        byte[] text = randomHash().toArray();
        return isRsaSigned(candidate, text, card.signRsa(privateKey.uri(), Sha256.of(text)));
    }

    /** Whether a PKCS#1 v1.5 signature over {@code text} with SHA-256 is by this key. */
    static boolean isRsaSigned(RSAPublicKey key, byte[] text, Bytes signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(key);
            verifier.update(text);
            return verifier.verify(signature.toArray());
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static Bytes randomHash() {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        return Bytes.of(random);
    }
}
