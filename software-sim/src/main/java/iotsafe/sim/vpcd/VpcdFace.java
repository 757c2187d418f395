package iotsafe.sim.vpcd;

import iotsafe.sim.CardGoneException;
import iotsafe.sim.FaultyCard;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import jdk.net.ExtendedSocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A card in one slot of vpcd, the virtual reader of the vsmartcard project: to be connected is to be inserted. Each slot has
 * its port, so two slots are two faces. The card is served on a daemon thread of its own.
 *
 * @see "test environment reference, section 1: vpcd wire protocol"
 */
public final class VpcdFace implements AutoCloseable {
    /** The port of the first slot in the reader configuration that vpcd comes with; the second slot's is the next. */
    public static final int DEFAULT_PORT = 35963;

    private static final int CONNECT_MILLIS = 5000;
    private static final int POWER_OFF = 0;
    private static final int POWER_ON = 1;
    private static final int RESET = 2;
    private static final int GET_ATR = 4;
    private static final String LOST_POWER = "lost power";

    private final FaultyCard card;
    private final InetSocketAddress vpcd;
    private final Listener listener;
    private @Nullable Socket socket;

    /** Is told what happens to the card in the slot, on the thread where it happens. */
    @FunctionalInterface
    public interface Listener {
        /**
         * Something happened.
         *
         * @param what one word or a short phrase: {@code inserted}, {@code removed}, {@code powered on}, {@code powered off},
         *     {@code reset}, {@code pulled out}, {@code lost power}, {@code vpcd closed the connection}
         */
        void happened(String what);
    }

    /** A face that is not inserted yet. */
    public VpcdFace(FaultyCard card, String host, int port, Listener listener) {
        this.card = card;
        this.vpcd = new InetSocketAddress(host, port);
        this.listener = listener;
    }

    /**
     * Inserts the card, if it is not in: connects, and serves commands from then on. The listener hears {@code inserted} when
     * vpcd asks for the first time.
     *
     * @throws IOException one sentence, if vpcd does not listen there
     */
    public synchronized void insert() throws IOException {
        if (isInserted()) {
            return;
        }
        Socket connection = new Socket();
        try {
            connection.setTcpNoDelay(true);
            connection.connect(vpcd, CONNECT_MILLIS);
        } catch (IOException e) {
            connection.close();
            throw new IOException(
                    "no vpcd at %s:%d (%s); start pcscd with the vsmartcard-vpcd driver"
                            .formatted(vpcd.getHostString(), vpcd.getPort(), e.getMessage()),
                    e);
        }
        card.insert();
        socket = connection;
        Thread thread = new Thread(() -> serve(connection), "vpcd-" + vpcd.getPort());
        thread.setDaemon(true);
        thread.start();
    }

    /** Pulls the card out, even in the middle of a command. Without effect if it is out. */
    public synchronized void remove() {
        if (isInserted()) {
            card.remove();
            disconnect();
            listener.happened("removed");
        }
    }

    /** Whether the connection stands. */
    public synchronized boolean isInserted() {
        return socket != null;
    }

    /** Removes the card. */
    @Override
    public void close() {
        remove();
    }

    private void serve(Socket connection) {
        String end;
        try {
            end = answerAll(connection);
        } catch (EOFException e) {
            end = "vpcd closed the connection";
        } catch (IOException e) {
            end = "the connection to vpcd broke: " + e.getMessage();
        }
        leave(connection, end);
        if (end.equals(LOST_POWER)) {
            insertAgain();
        }
    }

    private String answerAll(Socket connection) throws IOException {
        DataInputStream in = new DataInputStream(connection.getInputStream());
        boolean announced = false;
        while (true) {
            byte[] message = receive(connection, in);
            if (!announced) {
                announced = true;
                listener.happened("inserted");
            }
            if (message.length == 1) {
                control(message[0], connection);
            } else if (message.length > 1) {
                try {
                    send(connection, card.process(message));
                } catch (CardGoneException e) {
                    return e.isStillInserted() ? LOST_POWER : "pulled out";
                }
            }
        }
    }

    private void control(byte request, Socket connection) throws IOException {
        switch (request) {
            case POWER_OFF -> {
                card.reset();
                listener.happened("powered off");
            }
            case POWER_ON -> {
                card.reset();
                listener.happened("powered on");
            }
            case RESET -> {
                card.reset();
                listener.happened("reset");
            }
            case GET_ATR -> send(connection, card.atr());
            default -> throw new IOException("vpcd sent the unknown control byte %02X".formatted(request));
        }
    }

    /** vpcd writes length and payload apart: without an acknowledgement at once, each command waits 40 ms for it. */
    private static byte[] receive(Socket connection, DataInputStream in) throws IOException {
        acknowledgeAtOnce(connection);
        int length = in.readUnsignedShort();
        acknowledgeAtOnce(connection);
        byte[] message = new byte[length];
        in.readFully(message);
        return message;
    }

    private static void acknowledgeAtOnce(Socket connection) throws IOException {
        if (connection.supportedOptions().contains(ExtendedSocketOptions.TCP_QUICKACK)) {
            connection.setOption(ExtendedSocketOptions.TCP_QUICKACK, true); // not sticky, so before every read
        }
    }

    /** Never of length 0, or vpcd waits for good. */
    private static void send(Socket connection, byte[] payload) throws IOException {
        OutputStream out = connection.getOutputStream();
        out.write(ByteBuffer.allocate(2 + payload.length)
                .putShort((short) payload.length)
                .put(payload)
                .array());
        out.flush();
    }

    /** The end of one connection; silent if {@link #remove} was first. */
    private synchronized void leave(Socket connection, String end) {
        if (socket == connection) {
            if (!end.equals(LOST_POWER)) {
                card.remove();
            }
            disconnect();
            listener.happened(end);
        }
    }

    private void insertAgain() {
        try {
            insert();
        } catch (IOException e) {
            listener.happened("not inserted again: " + e.getMessage());
        }
    }

    private void disconnect() {
        Socket connection = socket;
        socket = null;
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (IOException e) {
            listener.happened("the connection to vpcd did not close cleanly: " + e.getMessage());
        }
    }
}
