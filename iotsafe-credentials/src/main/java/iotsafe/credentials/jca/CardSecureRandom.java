package iotsafe.credentials.jca;

import java.io.NotSerializableException;
import java.io.ObjectStreamException;
import java.security.SecureRandomSpi;
import java.util.function.Supplier;

/** {@code SecureRandom} over the one {@link CardSeededRandom} of its provider. */
final class CardSecureRandom extends SecureRandomSpi {
    private static final long serialVersionUID = 1L;

    private final transient Supplier<CardSeededRandom> shared;

    /** Makes one; the generator is asked for at first use. */
    CardSecureRandom(Supplier<CardSeededRandom> shared) {
        this.shared = shared;
    }

    @Override
    protected void engineSetSeed(byte[] seed) {
        shared.get().add(seed);
    }

    @Override
    protected void engineNextBytes(byte[] bytes) {
        shared.get().nextBytes(bytes);
    }

    @Override
    protected byte[] engineGenerateSeed(int count) {
        byte[] seed = new byte[count];
        shared.get().nextBytes(seed);
        return seed;
    }

    private Object writeReplace() throws ObjectStreamException {
        throw new NotSerializableException("random numbers seeded from a card cannot be stored");
    }
}
