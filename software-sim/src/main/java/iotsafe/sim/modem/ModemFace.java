package iotsafe.sim.modem;

import iotsafe.sim.FaultyCard;
import iotsafe.sim.modem.Reply.Fate;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A card behind the AT line of a modem: a TCP server on loopback, which {@link SocatTty} makes a terminal device. One
 * connection at a time; it is served on a daemon thread, and the modem outlives it as it outlives a closed port.
 *
 * @see "interface reference, section 5; test environment reference, section 3"
 */
public final class ModemFace implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModemFace.class);
    private static final int CR = '\r';

    private final ModemProfile profile;
    private final Modem modem;
    private final Voice voice;
    private final ServerSocket server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Socket line;

    /**
     * A modem that listens from now on.
     *
     * @param port 0 for any free one
     * @throws IOException one sentence, if the port is taken
     */
    public ModemFace(FaultyCard card, int port, ModemProfile profile) throws IOException {
        this.profile = profile;
        this.modem = new Modem(new Uicc(card, profile), profile);
        this.voice = new Voice(profile);
        try {
            this.server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new IOException(
                    "the modem cannot listen on port " + port + " (" + e.getMessage() + "); choose another, or 0", e);
        }
        Thread thread = new Thread(this::serve, "modem-" + server.getLocalPort());
        thread.setDaemon(true);
        thread.start();
    }

    /** The TCP port on loopback. */
    public int port() {
        return server.getLocalPort();
    }

    /** Loses the next command to the card without an answer. */
    public void loseNext() {
        synchronized (modem) {
            modem.loseNext();
        }
    }

    /** Restarts the modem as a watchdog does: the card is reset, channels and settings are gone, and lines tell of it. */
    public void restartModem() {
        synchronized (modem) {
            modem.restart();
            Socket current = line;
            try {
                if (current != null) {
                    send(current, voice.started());
                }
            } catch (IOException e) {
                LOG.debug("nobody hears that the modem has started: {}", e.getMessage());
            }
        }
    }

    /** Breaks the connection, as when a USB modem leaves the bus; the next connection finds the modem as it was. */
    public void vanish() {
        hangUp(line);
    }

    /** Ends the modem. */
    @Override
    public void close() {
        closed.countDown();
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("the modem's port did not close cleanly: {}", e.getMessage());
        }
        hangUp(line);
    }

    private void serve() {
        while (!server.isClosed()) {
            try (Socket connection = server.accept()) {
                connection.setTcpNoDelay(true);
                line = connection;
                answerAll(connection);
            } catch (IOException e) {
                LOG.debug("the modem's line ended: {}", e.getMessage());
            } finally {
                line = null;
            }
        }
    }

    private void answerAll(Socket connection) throws IOException {
        InputStream in = new BufferedInputStream(connection.getInputStream());
        StringBuilder received = new StringBuilder();
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c != CR) {
                if (received.length() <= Modem.LONGEST_LINE && c != '\n') {
                    received.append((char) c);
                }
                continue;
            }
            String text = received.toString();
            received.setLength(0);
            synchronized (modem) {
                answer(connection, text);
            }
        }
    }

    private void answer(Socket connection, String text) throws IOException {
        if (modem.echoes()) {
            send(connection, List.of(new Voice.Part(text + '\r', false)));
        }
        if (!AtCommand.isCommand(text)) {
            return; // not for a modem; it stays silent
        }
        Reply reply = modem.obey(text);
        if (reply.fate() == Fate.PORT_GONE) {
            hangUp(connection);
            return;
        }
        if (reply.fate() == Fate.LOST) {
            return;
        }
        send(connection, voice.parts(reply));
        if (reply.fate() == Fate.RESTART) {
            modem.restart();
            send(connection, voice.started());
        }
    }

    private void send(Socket connection, List<Voice.Part> parts) throws IOException {
        for (Voice.Part part : parts) {
            if (part.afterPause()) {
                pause();
            }
            for (String piece : voice.pieces(part.text())) {
                connection.getOutputStream().write(piece.getBytes(StandardCharsets.ISO_8859_1));
                connection.getOutputStream().flush();
            }
        }
    }

    private void pause() throws IOException {
        try {
            if (closed.await(profile.pause().toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("the modem was closed");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the modem was slow", e);
        }
    }

    private static void hangUp(@Nullable Socket connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            LOG.debug("the modem's line did not close cleanly: {}", e.getMessage());
        }
    }
}
