package iotsafe.bootstrap;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import java.nio.charset.StandardCharsets;

/**
 * A pre-shared key that stays on the card, and the identity that a server knows it by.
 *
 * @param identity 1 to 255 bytes of UTF-8; not secret (RFC 4279 section 5.1)
 * @param key a secret container
 */
public record PskName(String identity, CredentialUri.OnCard key) {
    private static final int LONGEST_IDENTITY = 255;

    /** Refuses an identity of no or too many bytes, and what is no secret. */
    public PskName {
        int length = identity.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > LONGEST_IDENTITY) {
            throw new IllegalArgumentException(
                    "a PSK identity of %d bytes; it can have 1 to %d".formatted(length, LONGEST_IDENTITY));
        }
        if (key.type() != ObjectType.SECRET) {
            throw new IllegalArgumentException(key + " is no secret container");
        }
    }
}
