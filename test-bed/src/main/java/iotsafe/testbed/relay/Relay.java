package iotsafe.testbed.relay;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A UDP path to one server on the loopback address, for any number of clients. As with a NAT, the server knows each client by a port of the
 * relay, and what it sends there finds the client.
 */
public final class Relay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int LARGEST = 0xFFFF;

    private final DatagramSocket front;
    private final SocketAddress server;
    private final Fates fates;
    private final Map<SocketAddress, Way> ways = new ConcurrentHashMap<>();
    private volatile InetAddress side = InetAddress.getLoopbackAddress();
    private volatile UnaryOperator<byte[]> fromServer = UnaryOperator.identity();

    private Relay(DatagramSocket front, SocketAddress server, Fates fates) {
        this.front = front;
        this.server = server;
        this.fates = fates;
    }

    /**
     * Starts one.
     *
     * @param port 0 for any free one
     * @throws IOException if the port is taken
     */
    public static Relay to(InetSocketAddress server, Fates fates, int port) throws IOException {
        Relay relay = new Relay(new DatagramSocket(port, InetAddress.getLoopbackAddress()), server, fates);
        relay.receive("relay", relay.front, relay::fromClient);
        return relay;
    }

    /** Where clients find it. */
    public InetSocketAddress address() {
        return (InetSocketAddress) front.getLocalSocketAddress();
    }

    /** As a NAT that is restarted: from now on the server sees each client come from another port, and what it sends to the old one is lost. */
    public void rebind() {
        ways.values().removeIf(way -> {
            way.back.close();
            return true;
        });
    }

    /** As a network that gives its devices another address: from now on the server sees each client come from there, and from another port. */
    public void moveTo(InetAddress address) {
        side = address;
        rebind();
    }

    /** From now on a datagram of the server that arrives is this instead. */
    public void rewrite(UnaryOperator<byte[]> instead) {
        fromServer = instead;
    }

    /** As somebody else who knows who talks with whom: sends each client a datagram in the server's name. */
    public void forge(byte[] datagram) throws IOException {
        for (SocketAddress client : ways.keySet()) {
            front.send(new DatagramPacket(datagram, datagram.length, client));
        }
    }

    private void fromClient(DatagramPacket packet) throws IOException {
        Way way = ways.get(packet.getSocketAddress());
        if (way == null) {
            way = new Way(packet.getSocketAddress());
            ways.put(packet.getSocketAddress(), way);
        }
        way.up.take(packet);
    }

    @Override
    public void close() {
        front.close();
        ways.values().forEach(way -> way.back.close());
    }

    /** Of one client, there and back. */
    private final class Way {
        private final DatagramSocket back = new DatagramSocket(0, side);
        private final Direction up = new Direction(back, server, UnaryOperator.identity());

        Way(SocketAddress client) throws SocketException {
            Direction down = new Direction(front, client, content -> fromServer.apply(content));
            receive("relay of " + client, back, down::take);
        }
    }

    /** Where datagrams of one client go on, one way. */
    private final class Direction {
        private final DatagramSocket out;
        private final SocketAddress to;
        private final UnaryOperator<byte[]> instead;
        private byte[] overtaken = {};

        Direction(DatagramSocket out, SocketAddress to, UnaryOperator<byte[]> instead) {
            this.out = out;
            this.to = to;
            this.instead = instead;
        }

        void take(DatagramPacket packet) throws IOException {
            byte[] content = instead.apply(Arrays.copyOf(packet.getData(), packet.getLength()));
            Fate fate;
            synchronized (fates) {
                fate = fates.next();
            }
            byte[] late = overtaken;
            overtaken = new byte[0];
            switch (fate) {
                case PASS -> send(content);
                case REPEAT -> {
                    send(content);
                    send(content);
                }
                case OVERTAKEN -> overtaken = content;
                case LOSE -> LOG.debug("lost: {} bytes to {}", content.length, to);
            }
            send(late);
        }

        private void send(byte[] content) throws IOException {
            if (content.length > 0) {
                out.send(new DatagramPacket(content, content.length, to));
            }
        }
    }

    private interface Taker {
        void take(DatagramPacket packet) throws IOException;
    }

    private void receive(String name, DatagramSocket from, Taker taker) {
        Thread thread = new Thread(
                () -> {
                    DatagramPacket packet = new DatagramPacket(new byte[LARGEST], LARGEST);
                    while (!from.isClosed()) {
                        packet.setLength(LARGEST);
                        try {
                            from.receive(packet);
                            if (!from.isClosed()) { // what came just before is late
                                taker.take(packet);
                            }
                        } catch (IOException e) {
                            LOG.debug("{}: {}", name, e.getMessage());
                        }
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }
}
