package iotsafe.testbed.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A bad network, the same each time (design section 9). */
@Timeout(20)
class RelayTest {
    @AutoClose
    private final DatagramSocket server = socket();

    @AutoClose
    private final DatagramSocket client = socket();

    private static DatagramSocket socket() {
        try {
            DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
            socket.setSoTimeout(10_000);
            return socket;
        } catch (java.net.SocketException e) {
            throw new AssertionError(e);
        }
    }

    private Relay relay(Fate... fates) throws Exception {
        var left = List.of(fates).iterator();
        return Relay.to(
                (InetSocketAddress) server.getLocalSocketAddress(), () -> left.hasNext() ? left.next() : Fate.PASS, 0);
    }

    private static void send(DatagramSocket from, InetSocketAddress to, String... texts) throws Exception {
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            from.send(new DatagramPacket(bytes, bytes.length, to));
        }
    }

    private static DatagramPacket receive(DatagramSocket at) throws Exception {
        DatagramPacket packet = new DatagramPacket(new byte[100], 100);
        at.receive(packet);
        return packet;
    }

    private static String text(DatagramPacket packet) {
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }

    private String arrived(int count) throws Exception {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < count; i++) {
            all.append(text(receive(server)));
        }
        return all.toString();
    }

    @Test
    void after_a_rebinding_the_server_sees_the_client_at_another_port_and_reaches_it_there() throws Exception {
        try (Relay relay = relay()) {
            send(client, relay.address(), "a");
            DatagramPacket before = receive(server);
            relay.rebind();
            send(server, (InetSocketAddress) before.getSocketAddress(), "lost");
            send(client, relay.address(), "b");
            DatagramPacket after = receive(server);

            send(server, (InetSocketAddress) after.getSocketAddress(), "to b");

            assertThat(text(after)).isEqualTo("b");
            assertThat(after.getSocketAddress()).isNotEqualTo(before.getSocketAddress());
            assertThat(text(receive(client))).isEqualTo("to b");
        }
    }

    @Test
    void after_a_move_the_server_sees_the_client_at_another_address_and_reaches_it_there() throws Exception {
        try (Relay relay = relay()) {
            send(client, relay.address(), "a");
            DatagramPacket before = receive(server);
            InetAddress elsewhere = InetAddress.getByName("127.0.0.2");
            relay.moveTo(elsewhere);
            send(client, relay.address(), "b");
            DatagramPacket after = receive(server);

            send(server, (InetSocketAddress) after.getSocketAddress(), "to b");

            assertThat(before.getAddress()).isNotEqualTo(elsewhere);
            assertThat(after.getAddress()).isEqualTo(elsewhere);
            assertThat(text(receive(client))).isEqualTo("to b");
        }
    }

    @Test
    void a_server_reaches_each_client_at_the_port_that_it_came_from() throws Exception {
        try (Relay relay = relay();
                DatagramSocket other = socket()) {
            send(client, relay.address(), "a");
            DatagramPacket first = receive(server);
            send(other, relay.address(), "b");
            DatagramPacket second = receive(server);

            send(server, (InetSocketAddress) first.getSocketAddress(), "to a");
            send(server, (InetSocketAddress) second.getSocketAddress(), "to b");

            assertThat(text(receive(client))).isEqualTo("to a");
            assertThat(text(receive(other))).isEqualTo("to b");
        }
    }

    @Test
    void what_the_server_says_can_be_changed_and_somebody_else_can_speak_in_its_name() throws Exception {
        try (Relay relay = relay()) {
            send(client, relay.address(), "a");
            InetSocketAddress way = (InetSocketAddress) receive(server).getSocketAddress();
            relay.rewrite(
                    said -> (new String(said, StandardCharsets.US_ASCII) + "!").getBytes(StandardCharsets.US_ASCII));
            send(server, way, "yes");
            assertThat(text(receive(client))).isEqualTo("yes!");

            relay.forge("no".getBytes(StandardCharsets.US_ASCII));
            DatagramPacket forged = receive(client);

            assertThat(text(forged)).isEqualTo("no");
            assertThat(forged.getSocketAddress()).isEqualTo(relay.address());
        }
    }

    @Test
    void each_datagram_has_its_fate() throws Exception {
        try (Relay relay = relay(Fate.PASS, Fate.LOSE, Fate.REPEAT, Fate.OVERTAKEN, Fate.PASS)) {
            send(client, relay.address(), "1", "2", "3", "4", "5", "6");
            assertThat(arrived(6)).isEqualTo("133546");
        }
    }

    @Test
    void a_seed_draws_the_same_fates_and_the_odds_are_kept() {
        List<Fate> drawn = draw(new Odds(7, 30, 10, 5));
        assertThat(draw(new Odds(7, 30, 10, 5))).isEqualTo(drawn);
        assertThat(draw(new Odds(8, 30, 10, 5))).isNotEqualTo(drawn);
        assertThat(Collections.frequency(drawn, Fate.LOSE)).isBetween(2_800, 3_200);
        assertThat(Collections.frequency(drawn, Fate.REPEAT)).isBetween(850, 1_150);
        assertThat(Collections.frequency(drawn, Fate.OVERTAKEN)).isBetween(400, 600);
    }

    private static List<Fate> draw(Odds odds) {
        return IntStream.range(0, 10_000).mapToObj(n -> odds.next()).toList();
    }

    @Test
    void impossible_odds_are_refused() {
        Stream.of(new int[] {-1, 0, 0}, new int[] {60, 41, 0}, new int[] {50, 0, 51})
                .forEach(odds -> assertThatThrownBy(() -> new Odds(1, odds[0], odds[1], odds[2]))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("impossible"));
    }
}
