package iotsafe.sim.crypto;

import java.security.GeneralSecurityException;
import java.security.SecureRandom;

/**
 * The card's random numbers, from the platform's DRBG by name: the JVM's default may be a generator that is itself seeded
 * from this card.
 */
public final class SimRandom {
    private static final SecureRandom SOURCE = source();

    private SimRandom() {}

    /** {@code count} random bytes. */
    public static byte[] bytes(int count) {
        byte[] random = new byte[count];
        SOURCE.nextBytes(random);
        return random;
    }

    static SecureRandom generator() {
        return SOURCE;
    }

    private static SecureRandom source() {
        try {
            return SecureRandom.getInstance("DRBG", "SUN");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks the DRBG of provider SUN", e);
        }
    }
}
