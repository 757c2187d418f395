package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import org.jspecify.annotations.Nullable;

/**
 * ECDSA that sends each key where it belongs: card keys to their card, all others to the platform's own provider.
 *
 * <p>It must take foreign keys too. Scandium keeps one {@code Signature} object per thread and verifies the server with it before it signs as
 * the client; the JCA fixes the provider at the first use, so a provider that refuses public keys is never asked to sign.
 */
final class RoutingSignature extends SignatureSpi {
    private static final String PLATFORM = "SunEC";
    private static final int HASH_LENGTH = 32;

    private final String algorithm;
    private @Nullable Signature platform;
    private @Nullable CardPrivateKey cardKey;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    /**
     * Makes one.
     *
     * @param algorithm {@code SHA256withECDSA}, or {@code NONEwithECDSA} whose message is the 32-byte hash itself
     */
    RoutingSignature(String algorithm) {
        this.algorithm = algorithm;
    }

    @Override
    protected void engineInitVerify(PublicKey publicKey) throws InvalidKeyException {
        cardKey = null;
        Signature signature = onPlatform();
        signature.initVerify(publicKey);
        platform = signature;
    }

    @Override
    protected void engineInitSign(PrivateKey privateKey) throws InvalidKeyException {
        message.reset();
        if (privateKey instanceof CardPrivateKey onCard) {
            platform = null;
            cardKey = onCard;
        } else {
            cardKey = null;
            Signature signature = onPlatform();
            signature.initSign(privateKey);
            platform = signature;
        }
    }

    @Override
    protected void engineUpdate(byte b) throws SignatureException {
        engineUpdate(new byte[] {b}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] bytes, int offset, int length) throws SignatureException {
        if (platform != null) {
            platform.update(bytes, offset, length);
        } else {
            message.write(bytes, offset, length);
        }
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        byte[] bytes = new byte[input.remaining()];
        input.get(bytes);
        try {
            engineUpdate(bytes, 0, bytes.length);
        } catch (SignatureException e) {
            throw new IllegalStateException(e); // the signature of the overridden method leaves no other way
        }
    }

    @Override
    protected byte[] engineSign() throws SignatureException {
        if (platform != null) {
            return platform.sign();
        }
        CardPrivateKey key = cardKey;
        if (key == null) {
            throw new SignatureException("not initialised for signing");
        }
        try {
            return EcdsaSignatures.toDer(key.signer().sign(hash()));
        } catch (CardException | IOException e) {
            throw new SignatureException(key + ": " + e.getMessage(), e);
        } finally {
            message.reset();
        }
    }

    @Override
    protected boolean engineVerify(byte[] signature) throws SignatureException {
        if (platform == null) {
            throw new SignatureException("not initialised for verification");
        }
        return platform.verify(signature);
    }

    private Bytes hash() throws SignatureException {
        byte[] content = message.toByteArray();
        if (algorithm.equals(IotSafeProvider.SIGNS_MESSAGES)) {
            try {
                return Bytes.of(MessageDigest.getInstance("SHA-256").digest(content));
            } catch (NoSuchAlgorithmException e) {
                throw new SignatureException("this Java run-time has no SHA-256", e);
            }
        }
        if (content.length != HASH_LENGTH) {
            throw new SignatureException("NONEwithECDSA signs a SHA-256 hash of %d bytes, not %d bytes"
                    .formatted(HASH_LENGTH, content.length));
        }
        return Bytes.of(content);
    }

    /** By the provider's name: by the algorithm's alone this class would find itself. */
    private Signature onPlatform() throws InvalidKeyException {
        try {
            return Signature.getInstance(algorithm, PLATFORM);
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new InvalidKeyException("this Java run-time has no " + algorithm + " from " + PLATFORM, e);
        }
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException("ECDSA has no parameter " + name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException("ECDSA has no parameter " + name);
    }
}
