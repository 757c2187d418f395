package iotsafe.sim.vpcd;

import iotsafe.sim.apdu.Octets;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** The reader's end of the protocol: a slot that waits for a card, then asks it. Like vpcd it writes length and payload apart. */
final class FakeVpcd implements AutoCloseable {
    static final String POWER_OFF = "00";
    static final String POWER_ON = "01";
    static final String RESET = "02";
    static final String GET_ATR = "04";

    private final ServerSocket server;

    FakeVpcd() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout(10_000);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Waits for a card. */
    Slot accept() throws IOException {
        Socket card = server.accept();
        card.setSoTimeout(10_000);
        return new Slot(card);
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** A card in the slot. */
    record Slot(Socket card) implements AutoCloseable {
        void send(String payload) throws IOException {
            Octets bytes = Octets.hex(payload);
            card.getOutputStream()
                    .write(Octets.of(bytes.size() >> 8, bytes.size()).toArray());
            card.getOutputStream().write(bytes.toArray());
        }

        String ask(String payload) throws IOException {
            send(payload);
            DataInputStream in = new DataInputStream(card.getInputStream());
            byte[] answer = new byte[in.readUnsignedShort()];
            in.readFully(answer);
            return Octets.of(answer).toString();
        }

        /** Whether the card is gone: nothing more comes. */
        boolean isEmpty() throws IOException {
            return card.getInputStream().read() == -1;
        }

        @Override
        public void close() throws IOException {
            card.close();
        }
    }
}
