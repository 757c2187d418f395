package iotsafe.client.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Base64;

/** Certificates of the test bed's CA over keys that are at hand. */
final class InProcessCa {
    private final TestBed bed;
    private final Path work;

    InProcessCa(TestBed bed, Path work) {
        this.bed = bed;
        this.work = work;
    }

    /** A device certificate, DER. */
    byte[] issue(String commonName, PublicKey publicKey) throws IOException {
        Path key = work.resolve(commonName + ".spki.pem");
        Files.writeString(
                key,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder().encodeToString(publicKey.getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        return Files.readAllBytes(bed.issue(commonName, key));
    }

    /** The CA's own certificate, DER. */
    byte[] certificate() throws IOException {
        return Files.readAllBytes(bed.folder().resolve("ca.der"));
    }
}
