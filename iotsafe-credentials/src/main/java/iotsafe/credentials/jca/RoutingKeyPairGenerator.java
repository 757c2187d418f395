package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.SecureElement;
import java.security.InvalidAlgorithmParameterException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyPairGeneratorSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import org.jspecify.annotations.Nullable;

/**
 * EC key pairs: on the card for those who name a container by {@link CardKeyGenParameterSpec}, from the platform for all others. A caller
 * that never heard of cards, as a handshake that wants an ephemeral key, costs the card nothing.
 */
final class RoutingKeyPairGenerator extends KeyPairGeneratorSpi {
    private static final String ALGORITHM = "EC";
    private static final String PLATFORM = "SunEC";

    private final CardSource card;
    private CredentialUri.@Nullable OnCard container;
    private @Nullable KeyPairGenerator platform;

    RoutingKeyPairGenerator(CardSource card) {
        this.card = card;
    }

    @Override
    public void initialize(int keySize, SecureRandom random) {
        KeyPairGenerator generator = onPlatform();
        generator.initialize(keySize, random);
        route(null, generator);
    }

    @Override
    public void initialize(AlgorithmParameterSpec params, SecureRandom random)
            throws InvalidAlgorithmParameterException {
        if (params instanceof CardKeyGenParameterSpec onCard) {
            try {
                card.card();
            } catch (CardException.Refused e) {
                throw new InvalidAlgorithmParameterException(e.getMessage(), e);
            }
            route(onCard.container(), null);
        } else {
            KeyPairGenerator generator = onPlatform();
            generator.initialize(params, random);
            route(null, generator);
        }
    }

    @Override
    public KeyPair generateKeyPair() {
        if (container != null) {
            return onCard(container);
        }
        return (platform == null ? onPlatform() : platform).generateKeyPair();
    }

    private void route(CredentialUri.@Nullable OnCard toContainer, @Nullable KeyPairGenerator toPlatform) {
        container = toContainer;
        platform = toPlatform;
    }

    private KeyPair onCard(CredentialUri.OnCard named) {
        try {
            SecureElement opened = card.card();
            GeneratedKeyPair made = opened.generateKeyPair(named);
            return new KeyPair(made.publicKey(), CardKeys.of(opened, made.privateKeyUri()));
        } catch (CardException e) {
            throw new ProviderException(named + ": " + e.getMessage(), e);
        }
    }

    /** By the provider's name: by the algorithm's alone this class would find itself. */
    private static KeyPairGenerator onPlatform() {
        try {
            return KeyPairGenerator.getInstance(ALGORITHM, PLATFORM);
        } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
            throw new ProviderException("this Java run-time has no key pairs of type EC from " + PLATFORM, e);
        }
    }
}
