package iotsafe.bootstrap.lwm2m;

import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

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
        return Sha256.of(parts.stream()
                .flatMap(part -> Stream.of(
                        ByteBuffer.allocate(Integer.BYTES).putInt(part.length()).array(), part.toArray()))
                .toArray(byte[][]::new));
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
}
