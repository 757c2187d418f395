package iotsafe.bootstrap.store;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * What only one card can compute, the same each time. A signature is not: ECDSA draws a random number. Nor is COMPUTE HKDF, whose keying
 * material comes from outside.
 */
public sealed interface SealKey {
    /** One exchange with the card; the caller's to destroy. */
    Secret derive(SecureElement card) throws CardException;

    /**
     * The key of these containers.
     *
     * @param containers a secret; or a private key, then the public key that it agrees with
     * @throws IllegalArgumentException if they are something else; the message is the second half of a sentence
     */
    static SealKey of(List<CredentialUri.OnCard> containers) {
        List<ObjectType> types =
                containers.stream().map(CredentialUri.OnCard::type).toList();
        if (types.equals(List.of(ObjectType.SECRET))) {
            return new Derived(containers.get(0));
        }
        if (types.equals(List.of(ObjectType.PRIVATE, ObjectType.PUBLIC))) {
            return new Agreed(containers.get(0), containers.get(1));
        }
        throw new IllegalArgumentException("it names a secret, or a private key and then a public key to agree with");
    }

    /**
     * COMPUTE PRF over a secret that stays on the card (RFC 5246 section 5). The label keeps it apart from what TLS derives of the same
     * secret.
     */
    record Derived(CredentialUri.OnCard secret) implements SealKey {
        private static final Bytes LABEL = Bytes.of("iotsafe-agent state seal".getBytes(StandardCharsets.US_ASCII));
        private static final int LENGTH = 32;

        @Override
        public Secret derive(SecureElement card) throws CardException {
            return card.prf(secret, Optional.empty(), LABEL, LENGTH);
        }
    }

    /**
     * COMPUTE DH of two keys that stay as they are. The public one may be the other half of the pair: to find the result without the private
     * key is as hard as for any other (square Diffie-Hellman), and no container has to be written.
     */
    record Agreed(CredentialUri.OnCard privateKey, CredentialUri.OnCard publicKey) implements SealKey {
        @Override
        public Secret derive(SecureElement card) throws CardException {
            return card.agree(privateKey, publicKey);
        }
    }
}
