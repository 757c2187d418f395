package iotsafe.sim.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads keys and certificates from files, in PEM (RFC 7468) or DER. */
final class Pem {
    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]*)-----END PRIVATE KEY-----");

    private Pem() {}

    /** All bytes of a file; one sentence if there is none. */
    static byte[] bytes(Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        }
    }

    /** A private key of an elliptic curve or of RSA in PKCS#8. */
    static PrivateKey privateKey(Path file) throws IOException {
        byte[] content = bytes(file);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        if (text.contains("-----BEGIN EC PRIVATE KEY-----")
                || text.contains("-----BEGIN RSA PRIVATE KEY-----")
                || text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----")) {
            throw new IOException(
                    file + ": is not plain PKCS#8; convert it: openssl pkcs8 -topk8 -nocrypt -in " + file);
        }
        try {
            Matcher pem = PRIVATE_KEY.matcher(text);
            byte[] der = pem.find() ? Base64.getMimeDecoder().decode(pem.group(1)) : content;
            return privateKey(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    file + ": is not a private key of a curve Java knows or of RSA in PKCS#8, PEM or DER", e);
        }
    }

    private static PrivateKey privateKey(PKCS8EncodedKeySpec der) throws GeneralSecurityException {
        try {
            return KeyFactory.getInstance("EC", "SunEC").generatePrivate(der);
        } catch (InvalidKeySpecException e) {
            return KeyFactory.getInstance("RSA", "SunRsaSign").generatePrivate(der);
        }
    }

    /** The DER of an X.509 certificate, the first of the file. */
    static byte[] certificate(Path file) throws IOException {
        try {
            return CertificateFactory.getInstance("X.509", "SUN")
                    .generateCertificate(new ByteArrayInputStream(bytes(file)))
                    .getEncoded();
        } catch (CertificateException e) {
            throw new IOException(file + ": is not an X.509 certificate in PEM or DER", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java lacks X.509 of provider SUN", e);
        }
    }

    /** SubjectPublicKeyInfo in PEM, ending in a line break. */
    static String of(PublicKey key) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }
}
