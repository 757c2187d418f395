package iotsafe.testbed.ca;

import java.security.PublicKey;
import java.time.Instant;

/**
 * What an end certificate is to say. Bad weather changes one field of a good one.
 *
 * @param commonName subject CN: the LwM2M endpoint name, or a server's name
 * @param key the certified public key, P-256
 * @param purpose the one extended key usage
 * @param notBefore first valid second
 * @param notAfter last valid second
 * @param authority basic constraints CA; false for every honest leaf
 */
public record Leaf(
        String commonName, PublicKey key, Purpose purpose, Instant notBefore, Instant notAfter, boolean authority) {
    /** Extended key usage; a server's certificate also names the loopback address and localhost. */
    public enum Purpose {
        /** id-kp-clientAuth: a device. */
        CLIENT,
        /** id-kp-serverAuth, and SAN IP:127.0.0.1, DNS:localhost. */
        SERVER,
        /** id-kp-clientAuth with a server's SAN: what a strict client must refuse. */
        SERVER_POSING_AS_CLIENT
    }

    /** Refuses an empty name or an empty validity. */
    public Leaf {
        if (commonName.isBlank() || commonName.length() > 64) {
            throw new IllegalArgumentException(
                    "a common name has 1 to 64 characters (RFC 5280, ub-common-name), not " + commonName.length());
        }
        if (!notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException("validity from " + notBefore + " to " + notAfter + " is empty");
        }
    }

    Leaf withKey(PublicKey other) {
        return new Leaf(commonName, other, purpose, notBefore, notAfter, authority);
    }

    Leaf withName(String other) {
        return new Leaf(other, key, purpose, notBefore, notAfter, authority);
    }

    Leaf withPurpose(Purpose other) {
        return new Leaf(commonName, key, other, notBefore, notAfter, authority);
    }

    Leaf withValidity(Instant from, Instant to) {
        return new Leaf(commonName, key, purpose, from, to, authority);
    }

    Leaf asAuthority() {
        return new Leaf(commonName, key, purpose, notBefore, notAfter, true);
    }
}
