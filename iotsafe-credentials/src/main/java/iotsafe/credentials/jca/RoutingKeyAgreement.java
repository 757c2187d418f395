package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.KeyAgreement;
import javax.crypto.KeyAgreementSpi;
import javax.crypto.SecretKey;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * ECDH that sends each key where it belongs: card keys to their card, all others to the platform's own provider.
 *
 * <p>It must take foreign keys too, as {@link RoutingSignature} must: the JCA fixes the provider of an object at its first key, and TLS
 * libraries keep such objects per thread. Their ephemeral keys are the platform's, so a handshake sends nothing to the card here.
 */
final class RoutingKeyAgreement extends KeyAgreementSpi {
    static final String ALGORITHM = "ECDH";

    private static final String PLATFORM = "SunEC";
    private static final int SECRET_LENGTH = 32;
    /** A bare x-coordinate is input for a key derivation, no key of any cipher. */
    private static final String ONLY_KEY = "TlsPremasterSecret";

    private @Nullable KeyAgreement platform;
    private @Nullable CardPrivateKey cardKey;
    private @Nullable ECPublicKey peer;

    @Override
    protected void engineInit(Key key, SecureRandom random) throws InvalidKeyException {
        if (key instanceof CardPrivateKey onCard) {
            route(onCard, null);
        } else {
            KeyAgreement agreement = onPlatform();
            agreement.init(key, random);
            route(null, agreement);
        }
    }

    @Override
    protected void engineInit(Key key, @Nullable AlgorithmParameterSpec params, SecureRandom random)
            throws InvalidKeyException, InvalidAlgorithmParameterException {
        if (params != null) {
            throw new InvalidAlgorithmParameterException("ECDH takes no parameters: the key's curve says all");
        }
        engineInit(key, random);
    }

    @Override
    protected @Nullable Key engineDoPhase(Key key, boolean lastPhase) throws InvalidKeyException {
        if (platform != null) {
            return platform.doPhase(key, lastPhase);
        }
        if (cardKey == null) {
            throw new IllegalStateException("not initialised with a private key");
        }
        if (!lastPhase) {
            throw new IllegalStateException("ECDH has two parties, so its only phase is the last");
        }
        if (!(key instanceof ECPublicKey point) || !P256.has(point)) {
            throw new InvalidKeyException(
                    "%s agrees with a point of P-256, not with this peer's key".formatted(cardKey));
        }
        peer = point;
        return null;
    }

    @Override
    protected byte[] engineGenerateSecret() {
        return platform != null ? platform.generateSecret() : onCard().toArray();
    }

    @Override
    protected int engineGenerateSecret(byte[] target, int offset) throws ShortBufferException {
        if (platform != null) {
            return platform.generateSecret(target, offset);
        }
        if (target.length - offset < SECRET_LENGTH) {
            throw new ShortBufferException("the secret has %d bytes".formatted(SECRET_LENGTH));
        }
        System.arraycopy(onCard().toArray(), 0, target, offset, SECRET_LENGTH);
        return SECRET_LENGTH;
    }

    @Override
    protected SecretKey engineGenerateSecret(String algorithm) throws NoSuchAlgorithmException, InvalidKeyException {
        if (platform != null) {
            return platform.generateSecret(algorithm);
        }
        if (!algorithm.equals(ONLY_KEY)) {
            throw new NoSuchAlgorithmException(
                    "a shared secret is no key of %s: take its bytes and derive one".formatted(algorithm));
        }
        return new SecretKeySpec(onCard().toArray(), ONLY_KEY);
    }

    private void route(@Nullable CardPrivateKey toCard, @Nullable KeyAgreement toPlatform) {
        cardKey = toCard;
        platform = toPlatform;
        peer = null;
    }

    private Bytes onCard() {
        CardPrivateKey key = cardKey;
        ECPublicKey other = peer;
        if (key == null || other == null) {
            throw new IllegalStateException("not initialised with a private key and a peer's key");
        }
        peer = null;
        try {
            Bytes secret = key.agreement().agree(other);
            if (secret.length() != SECRET_LENGTH) {
                throw new CardException.Unreadable(
                        "shared secret", secret.length(), "it has %d bytes".formatted(SECRET_LENGTH));
            }
            return secret;
        } catch (CardException e) {
            throw new ProviderException(key + ": " + e.getMessage(), e);
        }
    }

    /** By the provider's name: by the algorithm's alone this class would find itself. */
    private static KeyAgreement onPlatform() throws InvalidKeyException {
        try {
            return KeyAgreement.getInstance(ALGORITHM, PLATFORM);
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new InvalidKeyException("this Java run-time has no " + ALGORITHM + " from " + PLATFORM, e);
        }
    }
}
