package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.SignatureSpi;
import org.jspecify.annotations.Nullable;

/**
 * Signatures that send each key where it belongs: card keys to their card, all others to the platform's own provider.
 *
 * <p>It must take foreign keys too. Scandium keeps one {@code Signature} object per thread and verifies the server with it before it signs as
 * the client; the JCA fixes the provider at the first use, so a provider that refuses public keys is never asked to sign.
 */
final class RoutingSignature extends SignatureSpi {
    private final SignatureKind kind;
    private @Nullable Signature platform;
    private @Nullable KeyOnCard cardKey;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();

    RoutingSignature(SignatureKind kind) {
        this.kind = kind;
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
        if (kind.cardKeys().isInstance(privateKey)) {
            platform = null;
            cardKey = kind.cardKeys().cast(privateKey);
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
        KeyOnCard key = cardKey;
        if (key == null) {
            throw new SignatureException("not initialised for signing");
        }
        try {
            return key.signature(hash());
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
        if (kind != SignatureKind.ECDSA_OF_HASH) {
            return Sha256.of(content);
        }
        if (content.length != Sha256.LENGTH) {
            throw new SignatureException("NONEwithECDSA signs a SHA-256 hash of %d bytes, not %d bytes"
                    .formatted(Sha256.LENGTH, content.length));
        }
        return Bytes.of(content);
    }

    /** By the provider's name: by the algorithm's alone this class would find itself. */
    private Signature onPlatform() throws InvalidKeyException {
        try {
            return Signature.getInstance(kind.algorithm(), kind.platform());
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new InvalidKeyException(
                    "this Java run-time has no %s from %s".formatted(kind.algorithm(), kind.platform()), e);
        }
    }

    @Override
    @Deprecated
    protected void engineSetParameter(String name, Object value) {
        throw new InvalidParameterException(kind.algorithm() + " has no parameter " + name);
    }

    @Override
    @Deprecated
    protected Object engineGetParameter(String name) {
        throw new InvalidParameterException(kind.algorithm() + " has no parameter " + name);
    }
}
