package iotsafe.bootstrap;

import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CredentialUri;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * What a managed device knows. There is no secret of the SIM in it, and no private key.
 *
 * @param card the card that all this belongs to
 * @param endpoint the endpoint client name
 * @param server the management server
 * @param objects objects 0, 1, 2 and 21 in the LwM2M layer's text form
 * @param key the private key to use with {@code server}
 * @param chain the certificate over it first, then intermediates, without the anchor
 * @param anchors the device's own anchors
 */
public record SavedState(
        CardIdentity card,
        String endpoint,
        ServerAccount server,
        String objects,
        CredentialUri.OnCard key,
        List<X509Certificate> chain,
        List<X509Certificate> anchors) {
    /** Copies the lists; refuses an empty chain. */
    public SavedState {
        chain = List.copyOf(chain);
        anchors = List.copyOf(anchors);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("a saved state has a certificate");
        }
    }

    /** With this certificate in the place of the one in force. */
    SavedState under(Candidate candidate) {
        return new SavedState(card, endpoint, server, objects, candidate.key(), candidate.chain(), candidate.anchors());
    }

    /** Whether the certificate has come to its end, even if the clock is ahead by as much as it may be. */
    boolean isExpired(Outside outside) {
        return outside.now()
                .minus(outside.clock().tolerance())
                .isAfter(certificate().getNotAfter().toInstant());
    }

    /** The device's certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }
}
