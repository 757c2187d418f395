package iotsafe.credentials.modem;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** A modem at a real tty: socat makes the pseudo-terminal, this answers behind it. */
final class PtyModem implements Closeable {
    private final ServerSocket server;
    private final Process socat;
    private final Path port;

    private PtyModem(ServerSocket server, Process socat, Path port) {
        this.server = server;
        this.socat = socat;
        this.port = port;
    }

    static boolean isInstalled() {
        return Files.isExecutable(Path.of("/usr/bin/socat"));
    }

    /** Plugged in: {@link #port()} is there. */
    static PtyModem at(Path port, UnaryOperator<String> modem) throws IOException {
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Thread answering = new Thread(() -> serve(server, modem), "pty-modem");
        answering.setDaemon(true);
        answering.start();
        Process socat = new ProcessBuilder(
                        "/usr/bin/socat",
                        "pty,raw,echo=0,link=" + port,
                        "tcp:127.0.0.1:" + server.getLocalPort() + ",nodelay")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .failFast("socat ended", () -> !socat.isAlive())
                .until(() -> Files.exists(port));
        return new PtyModem(server, socat, port);
    }

    private static void serve(ServerSocket server, UnaryOperator<String> modem) {
        try (Socket wire = server.accept()) {
            wire.setTcpNoDelay(true);
            InputStream in = wire.getInputStream();
            OutputStream out = wire.getOutputStream();
            StringBuilder command = new StringBuilder();
            for (int c = in.read(); c >= 0; c = in.read()) {
                if (c == '\r') {
                    out.write(modem.apply(command.toString()).getBytes(StandardCharsets.ISO_8859_1));
                    command.setLength(0);
                } else {
                    command.append((char) c);
                }
            }
        } catch (IOException e) {
            // pulled out
        }
    }

    Path port() {
        return port;
    }

    /** Pulled out. */
    @Override
    public void close() throws IOException {
        socat.destroy();
        try {
            if (!socat.waitFor(5, TimeUnit.SECONDS)) {
                socat.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        Files.deleteIfExists(port);
    }
}
