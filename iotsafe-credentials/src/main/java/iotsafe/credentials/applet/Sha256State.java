package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import org.bouncycastle.crypto.digests.SHA256Digest;

/** SHA-256 stopped between two blocks (FIPS 180-4, 6.2.2): what mode 02 of COMPUTE SIGNATURE starts from. */
final class Sha256State {
    /** Bytes in a block. */
    static final int BLOCK = 64;

    /** Bouncy Castle's encoded state holds 16 bytes of buffer and counters, then the eight words. A test holds a published value against it. */
    private static final int WORDS_AT = 16;

    private static final int LENGTH = 32;

    private Sha256State() {}

    /**
     * The eight words after whole blocks, big-endian, 32 bytes.
     *
     * @param blocks a multiple of 64 bytes
     */
    static Bytes after(Bytes blocks) {
        SHA256Digest digest = new SHA256Digest();
        digest.update(blocks.toArray(), 0, blocks.length());
        return Bytes.of(digest.getEncodedState(), WORDS_AT, LENGTH);
    }
}
