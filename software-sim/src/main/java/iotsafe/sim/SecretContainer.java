package iotsafe.sim;

import iotsafe.sim.apdu.Octets;

/**
 * A secret key for HMAC, such as a pre-shared key (interface reference 2.3, 2.5).
 *
 * @param access tag 60
 * @param functions tag 61, bits of {@link KeyFunction}
 * @param derivations tag 94: {@link #PRF} and {@link #HKDF}
 * @param value the secret, at most 255 bytes; empty if deactivated
 */
public record SecretContainer(Octets label, Octets id, int access, int functions, int derivations, Octets value)
        implements Container {
    /** Tag 94: the TLS 1.2 PRF with SHA-256. */
    public static final int PRF = 1;
    /** Tag 94: HKDF. */
    public static final int HKDF = 2;

    /** Checks the size. */
    public SecretContainer {
        if (value.size() > 0xFF) {
            throw new IllegalArgumentException(
                    "a secret of %d bytes does not fit; the card holds 255".formatted(value.size()));
        }
    }

    @Override
    public ObjectKind kind() {
        return ObjectKind.SECRET;
    }

    @Override
    public String toString() {
        return title();
    }
}
