package iotsafe.est;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The hash of a whole certificate, by which a person vouches for it out of band.
 *
 * @param algorithm {@code SHA-256} or {@code SHA-512}
 * @param hex lower case, without separators
 * @see "RFC 7030 §4.1.1"
 */
public record Fingerprint(String algorithm, String hex) {
    /**
     * Reads what {@code openssl x509 -fingerprint} prints: hex digits, colons between them or not; the length tells the algorithm.
     *
     * @throws IllegalArgumentException if it is neither 32 nor 64 bytes of hex
     */
    public static Fingerprint parse(String text) {
        String digits = text.replace(":", "").strip().toLowerCase(Locale.ROOT);
        if (digits.matches("[0-9a-f]{64}")) {
            return new Fingerprint("SHA-256", digits);
        }
        if (digits.matches("[0-9a-f]{128}")) {
            return new Fingerprint("SHA-512", digits);
        }
        throw new IllegalArgumentException("fingerprint \"%s\" is neither SHA-256 (64 hex digits) nor SHA-512 (128)"
                .formatted(Printable.of(text)));
    }

    /** Whether {@code certificate} has this hash. */
    public boolean fits(X509Certificate certificate) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(algorithm).digest(certificate.getEncoded()))
                    .equals(hex);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("cannot hash a certificate with " + algorithm, e);
        }
    }
}
