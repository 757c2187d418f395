package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;

/** SHA-256 and what is signed over it, in software: for what needs no secret. */
final class Hashes {
    private static final int HALF = 32;

    private Hashes() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static Bytes sha256(Bytes text) {
        return Bytes.of(sha256().digest(text.toArray()));
    }

    /**
     * Whether an ECDSA signature is by this key. Not Java's own Signature, which knows no brainpool curve.
     *
     * @param signature 64 bytes, r then s
     */
    static boolean isSignedBy(ECPublicKey key, Bytes hash, Bytes signature) {
        ECDSASigner verifier = new ECDSASigner();
        try {
            verifier.init(false, ECUtil.generatePublicKeyParameter(key));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("a key that was found to be on its curve is none", e);
        }
        return verifier.verifySignature(
                hash.toArray(),
                new BigInteger(1, signature.slice(0, HALF).toArray()),
                new BigInteger(1, signature.slice(HALF, 2 * HALF).toArray()));
    }
}
