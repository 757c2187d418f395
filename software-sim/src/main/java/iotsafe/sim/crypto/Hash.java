package iotsafe.sim.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Optional;

/** The hash algorithms of tag 91, a bitmap of two bytes (interface reference 2.3). */
public enum Hash {
    /** SHA-256. */
    SHA_256(0x0001, 32, "SHA-256"),
    /** SHA-384. */
    SHA_384(0x0002, 48, "SHA-384"),
    /** SHA-512. */
    SHA_512(0x0004, 64, "SHA-512");

    private final int bit;
    private final int size;
    private final String name;

    Hash(int bit, int size, String name) {
        this.bit = bit;
        this.size = size;
        this.name = name;
    }

    /** The algorithm whose bit alone is set in {@code bitmap}. */
    public static Optional<Hash> of(int bitmap) {
        for (Hash hash : values()) {
            if (hash.bit == bitmap) {
                return Optional.of(hash);
            }
        }
        return Optional.empty();
    }

    /** Its bit in tag 91. */
    public int bit() {
        return bit;
    }

    /** The length of its value in bytes. */
    public int size() {
        return size;
    }

    /** A fresh computation. */
    public MessageDigest begin() {
        try {
            return MessageDigest.getInstance(name, "SUN");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks " + name + " of provider SUN", e);
        }
    }
}
