package iotsafe.credentials.jca;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Who the device is in a handshake.
 *
 * @param key the private key on the card
 * @param chain the certificate over its public half first, then any intermediates, without the anchor; never empty
 */
public record ClientIdentity(CardPrivateKey key, List<X509Certificate> chain) {
    /** Refuses an empty chain. */
    public ClientIdentity {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException(key + " has no certificate");
        }
    }

    /** The device's own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }
}
