package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.interfaces.ECPublicKey;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.jcajce.provider.asymmetric.util.ECUtil;

/** Verifies what a card signed, in software. Not by Java's own Signature, which knows no brainpool curve. */
public final class EcdsaCheck {
    private static final int HALF = 32;

    private EcdsaCheck() {}

    /**
     * Whether an ECDSA signature is by this key.
     *
     * @param key on a 256-bit curve, as a card gives it
     * @param hash 32 bytes
     * @param signature 64 bytes, r then s
     */
    public static boolean isSignedBy(ECPublicKey key, Bytes hash, Bytes signature) {
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
