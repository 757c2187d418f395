package iotsafe.testbed.ca;

import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What an end certificate is to say. Bad weather changes one field of a good one.
 *
 * @param commonName subject CN: the LwM2M endpoint name, or a server's name
 * @param key the certified public key, P-256
 * @param purpose extended key usage and names
 * @param notBefore first valid second
 * @param notAfter last valid second
 * @param authority basic constraints CA; false for every honest leaf
 */
public record Leaf(
        String commonName, PublicKey key, Purpose purpose, Instant notBefore, Instant notAfter, boolean authority) {
    /** Extended key usage, and whether the certificate names the loopback address: SAN IP:127.0.0.1, DNS:localhost. */
    public enum Purpose {
        /** id-kp-clientAuth: a device. */
        CLIENT(false, false, true),
        /** id-kp-serverAuth: a server. */
        SERVER(true, true, false),
        /** Both: Leshan's demo server 2.0.0-M4 starts without its coaps endpoint if it could not also be a DTLS client. */
        SERVER_AND_CLIENT(true, true, true),
        /** id-kp-clientAuth with a server's names: what a strict client must refuse. */
        SERVER_POSING_AS_CLIENT(true, false, true);

        private final boolean loopback;
        private final boolean serverAuth;
        private final boolean clientAuth;

        Purpose(boolean loopback, boolean serverAuth, boolean clientAuth) {
            this.loopback = loopback;
            this.serverAuth = serverAuth;
            this.clientAuth = clientAuth;
        }

        boolean loopback() {
            return loopback;
        }

        ExtendedKeyUsage extendedKeyUsage() {
            List<KeyPurposeId> usages = new ArrayList<>();
            if (serverAuth) {
                usages.add(KeyPurposeId.id_kp_serverAuth);
            }
            if (clientAuth) {
                usages.add(KeyPurposeId.id_kp_clientAuth);
            }
            return new ExtendedKeyUsage(usages.toArray(new KeyPurposeId[0]));
        }
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
