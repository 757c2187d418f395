package iotsafe.credentials.jca;

import iotsafe.credentials.apdu.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash of every signature here, in software: it needs no secret. */
final class Sha256 {
    static final int LENGTH = 32;

    private Sha256() {}

    static Bytes of(byte[] message) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
