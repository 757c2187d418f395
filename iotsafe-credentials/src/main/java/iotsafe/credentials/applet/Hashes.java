package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 in software: for what needs no secret. */
final class Hashes {
    private Hashes() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    static Bytes sha256(Bytes text) {
        return Bytes.of(sha256().digest(text.toArray()));
    }
}
