package iotsafe.testbed.ca;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/** Keys and certificates as files: PEM (RFC 7468) or DER. */
public final class Pem {
    private Pem() {}

    /** Writes a certificate as PEM. */
    static void writeCertificate(Path file, X509Certificate certificate) throws IOException, GeneralSecurityException {
        Files.writeString(file, armour("CERTIFICATE", certificate.getEncoded()));
    }

    /** Writes a private key as PKCS#8 DER that only its owner can read, from its first byte on. */
    static void writeKey(Path file, PrivateKey key) throws IOException {
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(file, key.getEncoded(), StandardOpenOption.WRITE);
    }

    /** Reads one certificate, PEM or DER. */
    static X509Certificate readCertificate(Path file) throws IOException, GeneralSecurityException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }

    /** Reads a private EC key, PKCS#8 DER. */
    static PrivateKey readKey(Path file) throws IOException, GeneralSecurityException {
        return KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Files.readAllBytes(file)));
    }

    /**
     * Reads an EC public key: SubjectPublicKeyInfo, PEM or DER.
     *
     * @throws IOException if the file cannot be read or holds no such key
     */
    public static PublicKey readPublicKey(Path file) throws IOException {
        byte[] content = Files.readAllBytes(file);
        String text = new String(content, StandardCharsets.ISO_8859_1);
        try {
            byte[] der = text.startsWith("-----BEGIN PUBLIC KEY-----")
                    ? Base64.getMimeDecoder().decode(text.replaceAll("-----(BEGIN|END) PUBLIC KEY-----", ""))
                    : content;
            return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(
                    file + ": no EC public key in it; give a SubjectPublicKeyInfo, PEM or DER: " + e.getMessage(), e);
        }
    }

    private static String armour(String what, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n".formatted(what, body, what);
    }
}
