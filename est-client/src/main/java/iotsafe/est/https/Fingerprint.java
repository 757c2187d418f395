package iotsafe.est.https;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/**
 * SHA-256 or SHA-512 over a whole CA certificate, told to the device's owner by another way than the network.
 *
 * @param hex 64 or 128 digits in lower case
 * @see "RFC 7030 §4.1.1"
 */
public record Fingerprint(String hex) {
    private static final int SHA_256 = 64;
    private static final int SHA_512 = 128;

    /**
     * Takes hexadecimal digits with or without colons or spaces between.
     *
     * @throws IllegalArgumentException if it is neither 32 nor 64 bytes
     */
    public Fingerprint {
        hex = hex.replaceAll("[:\\s]", "").toLowerCase(Locale.ROOT);
        if (!hex.matches("[0-9a-f]+") || (hex.length() != SHA_256 && hex.length() != SHA_512)) {
            throw new IllegalArgumentException(
                    "a fingerprint is SHA-256 or SHA-512 over the CA certificate, 64 or 128 hexadecimal digits");
        }
    }

    /** Whether it is that of {@code certificate}. */
    public boolean isOf(X509Certificate certificate) {
        try {
            MessageDigest hash = MessageDigest.getInstance(hex.length() == SHA_256 ? "SHA-256" : "SHA-512");
            return MessageDigest.isEqual(HexFormat.of().parseHex(hex), hash.digest(certificate.getEncoded()));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(
                    "a parsed certificate can be encoded, and every platform has SHA-2", impossible);
        }
    }
}
