package iotsafe.credentials;

import iotsafe.credentials.apdu.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 (FIPS 180-4) in software: for what needs no secret, and for what the card signs. */
public final class Sha256 {
    /** Of a digest, in bytes. */
    public static final int LENGTH = 32;

    private Sha256() {}

    /** The digest of all parts, one after the other; 32 bytes. */
    public static Bytes of(byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (byte[] part : parts) {
                digest.update(part);
            }
            return Bytes.of(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The digest of a text in UTF-8; 64 hexadecimal digits in lower case. */
    public static String hex(String text) {
        return HexFormat.of()
                .formatHex(of(text.getBytes(StandardCharsets.UTF_8)).toArray());
    }
}
