package iotsafe.bootstrap.lwm2m;

import iotsafe.credentials.apdu.Bytes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

/** SHA-256 over a list of byte strings, each behind its length. */
final class Fingerprint {
    private Fingerprint() {}

    /** Whom an association is between. */
    static Bytes of(URI server, Party party) {
        List<Bytes> parts = new ArrayList<>();
        parts.add(text(server.toString()));
        parts.addAll(party.marks());
        return of(parts);
    }

    static Bytes of(List<Bytes> parts) {
        MessageDigest sha256 = sha256();
        for (Bytes part : parts) {
            sha256.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(part.length()).array());
            sha256.update(part.toArray());
        }
        return Bytes.of(sha256.digest());
    }

    static Bytes text(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.UTF_8));
    }

    static Bytes encoded(X509Certificate certificate) {
        try {
            return Bytes.of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate without an encoding", e);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java run-time has no SHA-256", e);
        }
    }
}
