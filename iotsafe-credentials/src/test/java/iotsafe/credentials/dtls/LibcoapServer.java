package iotsafe.credentials.dtls;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * A CoAP server from Debian's package libcoap3-bin on loopback, over a DTLS library that shares nothing with ours. It answers GET / with
 * 2.05 (RFC 7252 5.8.1).
 */
public final class LibcoapServer implements Closeable {
    private static final int TRIES = 20;

    private final Process process;
    private final InetSocketAddress address;
    private final List<String> log;

    private LibcoapServer(Process process, InetSocketAddress address, List<String> log) {
        this.process = process;
        this.address = address;
        this.log = log;
    }

    /** Whose DTLS it is. */
    public enum Library {
        GNUTLS,
        OPENSSL;

        private String program() {
            return "/usr/bin/coap-server-" + name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the servers of both libraries are there. */
    public static boolean isInstalled() {
        return List.of(Library.values()).stream().allMatch(library -> Files.isExecutable(Path.of(library.program())));
    }

    /**
     * A server that shows a certificate and asks for one; it is ready when this returns.
     *
     * @param directory for its files
     * @param server its certificate and key
     * @param clientAuthority who issues the certificates that it takes
     */
    public static LibcoapServer withCertificate(
            Library library, Path directory, TestPki.Holder server, X509Certificate clientAuthority)
            throws IOException {
        return started(
                library,
                List.of(
                        "-c",
                        written(directory, "server.pem", TestPki.pem(server.certificate())),
                        "-j",
                        written(directory, "server.key", pem(server.keys())),
                        "-C",
                        written(directory, "authority.pem", TestPki.pem(clientAuthority))));
    }

    /**
     * A server that shares one secret with one client (RFC 4279); it is ready when this returns.
     *
     * @param directory for its files
     * @param hint the identity hint that it sends, without comma
     * @param identity of the client, without comma; any other is measured against a key that nobody has
     * @param key the shared secret, as text
     */
    public static LibcoapServer withPsk(Library library, Path directory, String hint, String identity, String key)
            throws IOException {
        byte[] line = "%s,%s,%s%n".formatted(hint, identity, key).getBytes(StandardCharsets.US_ASCII);
        return started(
                library,
                List.of("-h", hint, "-k", "nobody has this key", "-i", written(directory, "identities", line)));
    }

    /** Where it speaks DTLS. */
    public InetSocketAddress address() {
        return address;
    }

    /** What it has written so far, for the message of a test that fails. */
    public String log() {
        synchronized (log) {
            return String.join("\n", log);
        }
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Its ports are found before it binds them; where another program was faster, others are tried. */
    private static LibcoapServer started(Library library, List<String> arguments) throws IOException {
        for (int tries = 0; ; tries++) {
            int port = twoFreePorts();
            List<String> command = new ArrayList<>(
                    List.of(library.program(), "-A", "127.0.0.1", "-p", Integer.toString(port), "-v", "7"));
            command.addAll(arguments);
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            LibcoapServer server = new LibcoapServer(
                    process,
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), port + 1),
                    Collections.synchronizedList(new ArrayList<>()));
            if (server.isReady(process.inputReader())) {
                return server;
            }
            server.close();
            if (tries == TRIES) {
                throw new IOException("%s did not start:%n%s".formatted(library.program(), server.log()));
            }
        }
    }

    /**
     * Reads up to the line about the last of its sockets, TLS over TCP, at the port that DTLS has over UDP: UDP ports can have two owners,
     * TCP ports cannot. What comes later waits in the sockets until it is read.
     */
    private boolean isReady(BufferedReader output) throws IOException {
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            log.add(line);
            if (line.contains("cannot create")) {
                return false;
            }
            if (line.contains("created TLS")) {
                Thread reading = new Thread(() -> readOn(output), "libcoap-log");
                reading.setDaemon(true);
                reading.start();
                return true;
            }
        }
        return false;
    }

    private void readOn(BufferedReader output) {
        try {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                log.add(line);
            }
        } catch (IOException e) {
            // stopped
        }
    }

    /** CoAP's and, one higher, DTLS's. */
    private static int twoFreePorts() throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        while (true) {
            try (ServerSocket plain = new ServerSocket(0, 1, here);
                    ServerSocket secured = new ServerSocket(plain.getLocalPort() + 1, 1, here);
                    DatagramSocket securedUdp = new DatagramSocket(secured.getLocalPort(), here)) {
                return securedUdp.getLocalPort() - 1;
            } catch (IOException | IllegalArgumentException taken) {
                // another pair
            }
        }
    }

    private static String written(Path directory, String name, byte[] content) throws IOException {
        return Files.write(directory.resolve(name), content).toString();
    }

    /** RFC 5915, with the public key that Java leaves out and GnuTLS needs. */
    private static byte[] pem(KeyPair keys) throws IOException {
        ECPrivateKey key = new ECPrivateKey(
                256,
                ((java.security.interfaces.ECPrivateKey) keys.getPrivate()).getS(),
                SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()).getPublicKeyData(),
                SECObjectIdentifiers.secp256r1);
        return "-----BEGIN EC PRIVATE KEY-----\n%s\n-----END EC PRIVATE KEY-----\n"
                .formatted(Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()))
                .getBytes(StandardCharsets.US_ASCII);
    }
}
