package iotsafe.client.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.bootstrap.NoCard;
import iotsafe.bootstrap.ServerException;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ConfigReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is asked over a plain socket, byte for byte, for no HTTP client sends what an attacker does. */
@Timeout(60)
class HealthServerTest {
    private static final String CONFIG = "card: {reader: 'pcsc:'}\nbootstrap: {uri: 'coaps://b.example'}\n";

    private final Monitor monitor = new Monitor(config(), "1.2.3");

    @AutoClose
    private final HealthServer server = started(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

    private static AgentConfig config() {
        try {
            return ConfigReader.read("agent.yaml", CONFIG, Map.of());
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }

    private HealthServer started(InetSocketAddress listen) {
        try {
            return HealthServer.start(listen, Duration.ofMinutes(1), monitor);
        } catch (PortInUseException e) {
            throw new AssertionError(e);
        }
    }

    private int port() {
        return URI.create(server.address()).getPort();
    }

    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private String ask(String line, String host) throws IOException {
        return answer(line + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    }

    @Test
    void a_device_that_is_not_registered_yet_is_503_with_the_reason() throws IOException {
        assertThat(ask("GET /health", "localhost"))
                .startsWith("HTTP/1.1 503 ")
                .containsIgnoringCase("content-type: application/json")
                .containsIgnoringCase("cache-control: no-store")
                .contains("\"healthy\":false", "\"state\":\"NoCard\"", "\"reason\":\"looking for the card\"");
    }

    @Test
    void the_last_error_is_told() throws IOException {
        monitor.failed(
                new NoCard(),
                new ServerException.Unreachable(URI.create("coaps://b.example"), "no \"answer\"\nat all", null),
                Duration.ofSeconds(5));
        assertThat(ask("GET /health", "localhost"))
                .contains("\"kind\":\"server\"")
                .contains("no \\\"answer\\\"\\nat all");
        assertThat(ask("GET /metrics", "localhost"))
                .contains("\niotsafe_errors_total{kind=\"server\"} 1.0\n")
                .contains("\niotsafe_last_error_timestamp_seconds ");
    }

    @Test
    void metrics_have_the_names_and_units_of_Prometheus() throws IOException {
        monitor.follow(() -> 7);
        monitor.exchanged(Duration.ofMillis(20));
        monitor.lines().handshake(true);
        monitor.lines().repeated();
        assertThat(ask("GET /metrics", "localhost"))
                .startsWith("HTTP/1.1 200 ")
                .containsIgnoringCase("content-type: text/plain; version=0.0.4")
                .contains("\niotsafe_agent_info{version=\"1.2.3\"} 1\n")
                .contains("\niotsafe_registered 0.0\n")
                .contains("\niotsafe_card_exchanges_total 7.0\n")
                .contains("\niotsafe_card_exchange_seconds_bucket{le=\"0.025\"} 1\n")
                .contains("\niotsafe_card_exchange_seconds_count 1\n")
                .contains("\niotsafe_dtls_handshakes_total{result=\"failure\"} 0.0\n")
                .contains("\niotsafe_dtls_handshakes_total{result=\"success\"} 1.0\n")
                .contains("\niotsafe_retransmissions_total 1.0\n")
                .contains("\niotsafe_bootstraps_total{result=\"failure\"} 0.0\n")
                .contains("\niotsafe_enrolments_total{result=\"success\"} 0.0\n")
                .doesNotContain("iotsafe_certificate_expiry_timestamp_seconds ");
    }

    @Test
    void counts_go_on_over_an_agent_that_is_built_anew() throws IOException {
        monitor.follow(() -> 7);
        monitor.rebuilt(new IllegalStateException("a bug"));
        monitor.follow(() -> 4);
        assertThat(monitor.exchanges()).isEqualTo(11);
        assertThat(ask("GET /metrics", "localhost")).contains("\niotsafe_rebuilds_total 1.0\n");
    }

    /** RFC 9110 9.3.2. */
    @Test
    void HEAD_is_the_same_without_a_body() throws IOException {
        assertThat(ask("HEAD /health", "localhost")).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\n");
    }

    /** RFC 9110 15.5.6. */
    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE"})
    void no_other_method_is_taken(String method) throws IOException {
        assertThat(ask(method + " /health", "localhost"))
                .startsWith("HTTP/1.1 405 ")
                .containsIgnoringCase("allow: GET, HEAD");
    }

    /** A web page can make its own name mean 127.0.0.1, but not change what the browser then writes here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "attacker.example",
                "localhost.attacker.example",
                "127.0.0.1.attacker.example",
                "192.0.2.1",
                "",
                "[::2]"
            })
    void a_name_that_is_not_this_host_is_421(String host) throws IOException {
        assertThat(ask("GET /metrics", host)).startsWith("HTTP/1.1 421 ").doesNotContain("iotsafe_");
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "LOCALHOST:80", "127.0.0.1:9464", "[::1]:9464"})
    void every_name_of_the_loopback_interface_is_this_host(String host) throws IOException {
        assertThat(ask("GET /metrics", host)).startsWith("HTTP/1.1 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/health/", "/healthz", "/metrics/../../etc/passwd", "/%2e%2e/health"})
    void there_is_nothing_else(String path) throws IOException {
        assertThat(ask("GET " + path, "localhost")).startsWith("HTTP/1.1 404 ");
    }

    @Test
    void it_survives_what_is_no_request() throws IOException {
        long seed = 20261123;
        Random random = new Random(seed);
        byte[] good = "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 500; round++) {
            byte[] bad = good.clone();
            for (int change = 0; change <= random.nextInt(4); change++) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                assertThat(answer(new String(bad, StandardCharsets.ISO_8859_1)))
                        .as("seed " + seed + ", round " + round)
                        .matches("(?s)(HTTP/1.1 (200|4\\d\\d|503|5\\d\\d) .*)?");
            } catch (IOException closedWithoutAnAnswer) {
                // as good as a refusal
            }
        }
        assertThat(ask("GET /health", "localhost")).startsWith("HTTP/1.1 503 ");
    }

    @Test
    void a_port_that_is_taken_is_a_sentence() {
        assertThatThrownBy(() -> HealthServer.start(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port()),
                        Duration.ofMinutes(1),
                        monitor))
                .isInstanceOf(PortInUseException.class)
                .hasMessageMatching("http\\.listen is 127\\.0\\.0\\.1:\\d+, which cannot be had \\(.*\\); stop .*");
    }

    @Test
    void it_is_never_for_other_hosts() {
        assertThatThrownBy(() -> HealthServer.start(new InetSocketAddress(0), Duration.ofMinutes(1), monitor))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
