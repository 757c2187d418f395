package iotsafe.client.conformance;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A program of the host behind a Unix socket, which tells a number and counts how often it was asked: a test knows what the agent has seen. */
final class Gauge implements AutoCloseable {
    private final Path socket;
    private final ServerSocketChannel server;
    private final AtomicLong looks = new AtomicLong();
    private volatile double shown;

    Gauge(Path folder, double shows) throws IOException {
        this.socket = folder.resolve("gauge");
        this.shown = shows;
        this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread thread = new Thread(this::serve, "gauge");
        thread.setDaemon(true);
        thread.start();
    }

    Path socket() {
        return socket;
    }

    /** Shows this from now on, and waits until the agent has seen it. */
    void shows(double value) {
        shown = value;
        awaitLooks(2); // one may have been under way
    }

    /** Waits until the agent has looked as often again, which it does every second. */
    void awaitLooks(int more) {
        long until = looks.get() + more;
        await("a look at the gauge").atMost(RunningDevice.PATIENCE).until(() -> looks.get() >= until);
    }

    private void serve() {
        try {
            while (true) {
                answer();
            }
        } catch (ClosedChannelException e) {
            // the test is over
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private void answer() throws IOException {
        try (SocketChannel asking = server.accept();
                BufferedReader lines = new BufferedReader(Channels.newReader(asking, StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            if (line != null) {
                asking.write(ByteBuffer.wrap("ok %s\n".formatted(shown).getBytes(StandardCharsets.UTF_8)));
                looks.incrementAndGet();
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
