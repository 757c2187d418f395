package iotsafe.client;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CertificateSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;

/** Certificates in the file system, PEM or DER. */
final class CertificateFile {
    private static final int LARGEST = 1 << 16;

    private CertificateFile() {}

    /**
     * Reads a file.
     *
     * @param key of the configuration that names it, for messages
     */
    static List<X509Certificate> read(String key, Path file) throws UnusableFileException {
        try (InputStream in = Files.newInputStream(file)) {
            return CertificateSource.parse(file.toString(), in.readNBytes(LARGEST));
        } catch (IOException e) {
            throw new UnusableFileException(
                    "%s: %s cannot be read (%s); name a file that the agent's user may read"
                            .formatted(key, file, e.getClass().getSimpleName().replace("Exception", "")),
                    e);
        } catch (CardException e) {
            throw new UnusableFileException(
                    "%s: %s; it has to hold X.509 certificates, PEM or DER".formatted(key, e.getMessage()), e);
        }
    }
}
