package iotsafe.testbed.ca;

import iotsafe.testbed.ca.Leaf.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A CA and its two servers' identities in a folder, for this and other programs: {@code ca.der}, {@code ca.pem}, and of
 * {@code ca}, {@code bootstrap-server} and {@code management-server} each {@code NAME.pem} and {@code NAME-key.der} (PKCS#8,
 * readable by the owner only).
 */
public final class CaFolder {
    private static final String CA = "ca";
    private static final String BOOTSTRAP = "bootstrap-server";
    private static final String MANAGEMENT = "management-server";

    private final Path folder;
    private final CertificateAuthority authority;

    private CaFolder(Path folder, CertificateAuthority authority) {
        this.folder = folder;
        this.authority = authority;
    }

    /** Whether {@code folder} holds a CA. */
    public static boolean exists(Path folder) {
        return Files.exists(folder.resolve("ca.der"));
    }

    /**
     * Makes a CA and identities for both servers.
     *
     * @throws IOException if there is one already, or the folder cannot be written
     */
    public static CaFolder create(Path folder, Clock clock) throws IOException {
        if (exists(folder)) {
            throw new IOException(folder + ": there is a CA already; choose another folder or remove this one");
        }
        Files.createDirectories(folder);
        CertificateAuthority authority = CertificateAuthority.create(clock);
        CaFolder made = new CaFolder(folder, authority);
        made.store(CA, new ServerIdentity(authority.certificate(), authority.key()));
        made.store(BOOTSTRAP, ServerIdentity.create(authority, "bootstrap-server"));
        made.store(MANAGEMENT, ServerIdentity.create(authority, "management-server", Purpose.SERVER_AND_CLIENT));
        try {
            // written last: it is the sign that the folder is complete
            Files.write(folder.resolve("ca.der"), authority.certificate().getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(folder + ": cannot write the CA certificate: " + e.getMessage(), e);
        }
        return made;
    }

    /**
     * Opens what {@link #create} made.
     *
     * @throws IOException if there is no CA or it cannot be read
     */
    public static CaFolder open(Path folder, Clock clock) throws IOException {
        if (!exists(folder)) {
            throw new IOException(folder + ": no CA here; make one with \"ca create " + folder + "\"");
        }
        ServerIdentity root = load(folder, CA);
        return new CaFolder(folder, new CertificateAuthority(root.certificate(), root.key(), clock));
    }

    /** The folder itself. */
    public Path path() {
        return folder;
    }

    /** The CA. */
    public CertificateAuthority authority() {
        return authority;
    }

    /** The list of revoked certificates, DER; not there before {@link #revoke}. */
    public Path revocationFile() {
        return folder.resolve("ca.crl");
    }

    /**
     * Adds certificates to {@link #revocationFile}.
     *
     * @throws IOException if a file is no certificate, or the list cannot be read or written
     */
    public void revoke(List<Path> certificates) throws IOException {
        try {
            CertificateFactory reader = CertificateFactory.getInstance("X.509");
            List<X509Certificate> revoked = new ArrayList<>();
            for (Path file : certificates) {
                try (InputStream in = Files.newInputStream(file)) {
                    revoked.add((X509Certificate) reader.generateCertificate(in));
                }
            }
            Optional<X509CRL> before = Optional.empty();
            if (Files.exists(revocationFile())) {
                try (InputStream in = Files.newInputStream(revocationFile())) {
                    before = Optional.of((X509CRL) reader.generateCRL(in));
                }
            }
            Files.write(revocationFile(), authority.revoke(before, revoked).getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IOException(folder + ": cannot revoke: " + e.getMessage(), e);
        }
    }

    /** The bootstrap server's identity. */
    public ServerIdentity bootstrapServer() throws IOException {
        return load(folder, BOOTSTRAP);
    }

    /** The management server's identity. */
    public ServerIdentity managementServer() throws IOException {
        return load(folder, MANAGEMENT);
    }

    /** The CA certificate, DER. */
    public Path authorityFile() {
        return folder.resolve("ca.der");
    }

    /** The management server's certificate, PEM. */
    public Path managementCertificateFile() {
        return folder.resolve(MANAGEMENT + ".pem");
    }

    /** The management server's private key, PKCS#8 DER. */
    public Path managementKeyFile() {
        return folder.resolve(MANAGEMENT + "-key.der");
    }

    private void store(String name, ServerIdentity identity) throws IOException {
        try {
            Pem.writeKey(folder.resolve(name + "-key.der"), identity.key());
            Pem.writeCertificate(folder.resolve(name + ".pem"), identity.certificate());
        } catch (GeneralSecurityException e) {
            throw new IOException(folder + ": cannot write " + name + ": " + e.getMessage(), e);
        }
    }

    private static ServerIdentity load(Path folder, String name) throws IOException {
        try {
            return new ServerIdentity(
                    Pem.readCertificate(folder.resolve(name + ".pem")), Pem.readKey(folder.resolve(name + "-key.der")));
        } catch (GeneralSecurityException e) {
            throw new IOException(folder + ": cannot read " + name + ": " + e.getMessage(), e);
        }
    }
}
