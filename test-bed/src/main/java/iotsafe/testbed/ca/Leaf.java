package iotsafe.testbed.ca;

import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What an end certificate is to say. Bad weather changes one field of a good one.
 *
 * @param subject with one CN: the LwM2M endpoint name, or a server's name
 * @param alternativeNames the requested ones; a server's loopback names come by its purpose
 * @param key the certified public key, P-256
 * @param purpose extended key usage and names
 * @param notBefore first valid second
 * @param notAfter last valid second
 * @param authority basic constraints CA; false for every honest leaf
 */
public record Leaf(
        X500Name subject,
        Optional<GeneralNames> alternativeNames,
        PublicKey key,
        Purpose purpose,
        Instant notBefore,
        Instant notAfter,
        boolean authority) {
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
        String commonName = CommonName.of(subject).orElse("");
        if (commonName.isBlank() || commonName.length() > 64) {
            throw new IllegalArgumentException(
                    "a common name has 1 to 64 characters (RFC 5280, ub-common-name), not " + commonName.length());
        }
        if (!notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException("validity from " + notBefore + " to " + notAfter + " is empty");
        }
    }

    Leaf named(X500Name name, Optional<GeneralNames> alternatives) {
        return new Leaf(name, alternatives, key, purpose, notBefore, notAfter, authority);
    }

    Leaf withKey(PublicKey other) {
        return new Leaf(subject, alternativeNames, other, purpose, notBefore, notAfter, authority);
    }

    Leaf withName(String other) {
        return new Leaf(CommonName.subject(other), alternativeNames, key, purpose, notBefore, notAfter, authority);
    }

    Leaf withPurpose(Purpose other) {
        return new Leaf(subject, alternativeNames, key, other, notBefore, notAfter, authority);
    }

    Leaf withValidity(Instant from, Instant to) {
        return new Leaf(subject, alternativeNames, key, purpose, from, to, authority);
    }

    Leaf asAuthority() {
        return new Leaf(subject, alternativeNames, key, purpose, notBefore, notAfter, true);
    }
}
