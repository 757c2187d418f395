package iotsafe.credentials.pcsc;

import iotsafe.credentials.apdu.Bytes;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import jdk.net.ExtendedSocketOptions;

/**
 * A card in a virtual reader, by the protocol of vsmartcard-vpcd: in the reader while the connection stands, pulled out by {@link #close()}.
 */
final class VpcdCard implements AutoCloseable {
    /** Cards that speak one protocol only. */
    static final Bytes ATR_T0 = Bytes.ofHex("3B00");

    static final Bytes ATR_T1 = Bytes.ofHex("3B800181");

    private static final int GET_ATR = 4;

    private final Socket line;
    private final Bytes atr;
    private final UnaryOperator<Bytes> behaviour;
    private final List<String> received = new CopyOnWriteArrayList<>();

    private VpcdCard(Socket line, Bytes atr, UnaryOperator<Bytes> behaviour) {
        this.line = line;
        this.atr = atr;
        this.behaviour = behaviour;
    }

    /** Puts a card into the reader at {@code port}. */
    static VpcdCard insert(int port, Bytes atr, UnaryOperator<Bytes> behaviour) throws IOException {
        Socket line = new Socket(InetAddress.getLoopbackAddress(), port);
        line.setTcpNoDelay(true);
        VpcdCard card = new VpcdCard(line, atr, behaviour);
        Thread thread = new Thread(card::serve, "vpcd-card");
        thread.setDaemon(true);
        thread.start();
        return card;
    }

    /** A card with one logical channel, the applet on it, AA for randomness and no file. */
    static Bytes sim(Bytes command) {
        String hex = command.toHex();
        String answer = hex.startsWith("00700000")
                ? "019000"
                : hex.startsWith("01A40400") || hex.startsWith("0170")
                        ? "9000"
                        : hex.startsWith("81840000") ? "AA9000" : hex.startsWith("00A4") ? "6A82" : "6D00";
        return Bytes.ofHex(answer);
    }

    /** Never answers: in the place of a card's behaviour. */
    static void hang(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The commands as they arrived at the card, in hexadecimal. */
    List<String> received() {
        return received;
    }

    @Override
    public void close() throws IOException {
        line.close();
    }

    private void serve() {
        try {
            DataInputStream in = new DataInputStream(line.getInputStream());
            DataOutputStream out = new DataOutputStream(line.getOutputStream());
            while (true) {
                // the reader sends length and body apart: without this, each command waits 40 ms for an acknowledgement
                line.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
                byte[] message = new byte[in.readUnsignedShort()];
                line.setOption(ExtendedSocketOptions.TCP_QUICKACK, true);
                in.readFully(message);
                boolean control = message.length == 1;
                if (!control) {
                    received.add(Bytes.of(message).toHex());
                    answer(out, behaviour.apply(Bytes.of(message)));
                } else if (message[0] == GET_ATR) {
                    answer(out, atr);
                }
            }
        } catch (IOException pulledOut) {
            // the connection is the card's presence
        }
    }

    private static void answer(DataOutputStream out, Bytes answer) throws IOException {
        byte[] framed = Bytes.concat(Bytes.of((byte) (answer.length() >>> 8), (byte) answer.length()), answer)
                .toArray();
        out.write(framed);
        out.flush();
    }
}
