package iotsafe.est.coap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** A UDP path that loses and repeats datagrams, one client at a time. */
final class Relay implements AutoCloseable {
    private final DatagramSocket towardsClient;
    private final DatagramSocket towardsServer;
    private volatile SocketAddress client = new InetSocketAddress(0);

    /**
     * Starts it.
     *
     * @param upCopies how often the n-th datagram of the client is passed on, n from 0
     * @param downCopies the same for the server's
     */
    Relay(InetSocketAddress server, IntUnaryOperator upCopies, IntUnaryOperator downCopies) throws SocketException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        towardsClient = new DatagramSocket(0, loopback);
        towardsServer = new DatagramSocket(0, loopback);
        towardsServer.connect(server);
        start(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            for (int n = 0; ; n++) {
                packet.setLength(2048);
                towardsClient.receive(packet);
                client = packet.getSocketAddress();
                pass(packet, upCopies.applyAsInt(n), towardsServer, server);
            }
        });
        start(() -> {
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            for (int n = 0; ; n++) {
                packet.setLength(2048);
                towardsServer.receive(packet);
                pass(packet, downCopies.applyAsInt(n), towardsClient, client);
            }
        });
    }

    InetSocketAddress address() {
        return (InetSocketAddress) towardsClient.getLocalSocketAddress();
    }

    private static void pass(DatagramPacket packet, int copies, DatagramSocket out, SocketAddress to)
            throws IOException {
        byte[] content = Arrays.copyOf(packet.getData(), packet.getLength());
        for (int i = 0; i < copies; i++) {
            out.send(new DatagramPacket(content, content.length, to));
        }
    }

    private interface Loop {
        void run() throws IOException;
    }

    private static void start(Loop loop) {
        Thread thread = new Thread(() -> {
            try {
                loop.run();
            } catch (SocketException closed) {
                // the end of the test
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        towardsClient.close();
        towardsServer.close();
    }
}
