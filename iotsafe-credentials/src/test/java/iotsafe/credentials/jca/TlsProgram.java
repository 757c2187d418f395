package iotsafe.credentials.jca;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A program that uses nothing but the platform: mutual TLS on loopback, the SIM's key at one end and a key in a file at the other. All that
 * it has of IoT SAFE stands in {@code java.security}. It does not import this project, and must not.
 */
public final class TlsProgram {
    private static final char[] PASSWORD = "changeit".toCharArray();

    private TlsProgram() {}

    /**
     * Shakes hands in both roles and says with whom, or why not.
     *
     * @param arguments the PKCS#12 file of the other end, then the protocols
     */
    public static void main(String[] arguments) throws Exception {
        KeyStore sim = KeyStore.getInstance("IoTSAFE");
        sim.load(null, null);
        KeyStore file = KeyStore.getInstance("PKCS12");
        try (InputStream content = Files.newInputStream(Path.of(arguments[0]))) {
            file.load(content, PASSWORD);
        }
        for (String protocol : List.of(arguments).subList(1, arguments.length)) {
            // a context each: no resumption, so that the SIM signs every time
            System.out.println(protocol + " as client: " + handshake(protocol, context(sim), context(file)));
            System.out.println(protocol + " as server: " + handshake(protocol, context(file), context(sim)));
        }
        System.out.println("random: " + SecureRandom.getInstance("IotSafe").nextInt(1, 2));
    }

    private static SSLContext context(KeyStore keys) throws GeneralSecurityException {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory peers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        peers.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), peers.getTrustManagers(), null);
        return context;
    }

    /** Whom each end saw, and the protocol; or why they did not come together. */
    private static String handshake(String protocol, SSLContext client, SSLContext server) throws Exception {
        try (SSLServerSocket listening = (SSLServerSocket)
                server.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            listening.setEnabledProtocols(new String[] {protocol});
            listening.setNeedClientAuth(true);
            CompletableFuture<String> clientSeen = new CompletableFuture<>();
            new Thread(() -> accept(listening, clientSeen)).start();
            try (SSLSocket socket = (SSLSocket) client.getSocketFactory()
                    .createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream().write(7);
                if (socket.getInputStream().read() != 7) {
                    throw new IOException("not what was sent");
                }
                SSLSession session = socket.getSession();
                return "server %s, client %s, %s"
                        .formatted(
                                session.getPeerPrincipal(),
                                clientSeen.get(10, TimeUnit.SECONDS),
                                session.getProtocol());
            } catch (SSLException e) {
                return "client: %s; server: %s".formatted(e.getMessage(), reason(clientSeen));
            }
        }
    }

    private static String reason(CompletableFuture<String> seen) throws Exception {
        return seen.exceptionally(Throwable::toString).get(10, TimeUnit.SECONDS);
    }

    /** Tells whom it saw before it closes: closing waits for the other end. */
    private static void accept(SSLServerSocket listening, CompletableFuture<String> seen) {
        try (SSLSocket socket = (SSLSocket) listening.accept()) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(socket.getInputStream().read());
            seen.complete(socket.getSession().getPeerPrincipal().toString());
        } catch (IOException e) {
            seen.completeExceptionally(e);
        }
    }
}
