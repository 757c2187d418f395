package iotsafe.credentials.jca;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import java.security.spec.AlgorithmParameterSpec;

/**
 * Asks {@code KeyPairGenerator.getInstance("EC")} for a P-256 key pair made on the provider's card. What the container held is gone then.
 *
 * @param container a private key's
 */
public record CardKeyGenParameterSpec(CredentialUri.OnCard container) implements AlgorithmParameterSpec {
    /** Refuses a container of another kind. */
    public CardKeyGenParameterSpec {
        if (container.type() != ObjectType.PRIVATE) {
            throw new IllegalArgumentException("%s is of type %s; a key pair is made in a container of type %s"
                    .formatted(container, container.type().word(), ObjectType.PRIVATE.word()));
        }
    }
}
