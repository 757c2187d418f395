package iotsafe.client.firmware;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** RFC 9110, sections 13.1.5 and 14: a package over HTTPS, and the rest of an interrupted one. */
class HttpsSourceTest {
    private static final byte[] PACKAGE = new byte[100_000];
    private static HttpsServer server;
    private static ExecutorService threads;
    private static Signer identity;
    private static final List<String> ASKED = new ArrayList<>();

    static {
        new Random(1).nextBytes(PACKAGE);
    }

    @BeforeAll
    static void serve() throws Exception {
        identity = Signer.today("server");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry(
                "server", identity.keys().getPrivate(), new char[0], new Certificate[] {identity.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        threads = Executors.newCachedThreadPool();
        server.setExecutor(threads);
        server.createContext("/", HttpsSourceTest::answer);
        server.start();
    }

    @AfterAll
    static void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String condition = exchange.getRequestHeaders().getFirst("If-Range");
        ASKED.add(exchange.getRequestURI().getPath() + " " + range);
        exchange.getResponseHeaders().set("ETag", "\"1\"");
        try (exchange) {
            switch (exchange.getRequestURI().getPath()) {
                case "/gone" -> exchange.sendResponseHeaders(404, -1);
                case "/busy" -> exchange.sendResponseHeaders(503, -1);
                case "/halting" -> {
                    exchange.sendResponseHeaders(200, PACKAGE.length);
                    exchange.getResponseBody().write(PACKAGE, 0, 70_000);
                    exchange.getResponseBody().flush();
                    Thread.sleep(20_000);
                }
                default -> {
                    boolean part = range != null && (condition == null || condition.equals("\"1\""));
                    int from = part ? Integer.parseInt(range.replaceAll("\\D", "")) : 0;
                    if (part) {
                        exchange.getResponseHeaders()
                                .set(
                                        "Content-Range",
                                        "bytes %d-%d/%d".formatted(from, PACKAGE.length - 1, PACKAGE.length));
                    }
                    exchange.sendResponseHeaders(part ? 206 : 200, PACKAGE.length - from);
                    exchange.getResponseBody().write(PACKAGE, from, PACKAGE.length - from);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_whole_package_comes_with_its_size_and_its_tag() throws Exception {
        Taken taken = new Taken();
        source().fetch(uri("/package"), 0, "", taken);
        assertThat(taken.bytes.toByteArray()).isEqualTo(PACKAGE);
        assertThat(taken.begun).containsExactly("0 of 100000, tag \"1\"");
    }

    @Test
    void the_rest_comes_if_it_is_of_the_same_package() throws Exception {
        Taken taken = new Taken();
        source().fetch(uri("/package"), 65536, "\"1\"", taken);
        assertThat(taken.bytes.toByteArray()).isEqualTo(Arrays.copyOfRange(PACKAGE, 65536, PACKAGE.length));
        assertThat(taken.begun).containsExactly("65536 of 100000, tag \"1\"");
    }

    @Test
    void another_package_begins_anew() throws Exception {
        Taken taken = new Taken();
        source().fetch(uri("/package"), 65536, "\"0\"", taken);
        assertThat(taken.bytes.toByteArray()).isEqualTo(PACKAGE);
    }

    @Test
    void what_is_not_there_is_an_invalid_URI_and_no_reason_to_try_again() {
        assertThatExceptionOfType(DownloadException.class)
                .isThrownBy(() -> source().fetch(uri("/gone"), 0, "", new Taken()))
                .matches(e -> e.result() == UpdateResult.INVALID_URI && !e.isPassing());
    }

    @Test
    void a_busy_server_is_a_reason_to_try_again() {
        assertThatExceptionOfType(DownloadException.class)
                .isThrownBy(() -> source().fetch(uri("/busy"), 0, "", new Taken()))
                .matches(DownloadException::isPassing);
    }

    @Test
    void a_server_that_falls_silent_does_not_hold_the_download() {
        Taken taken = new Taken();
        assertThatExceptionOfType(DownloadException.class)
                .isThrownBy(() -> new HttpsSource(List.of(identity.certificate()), Duration.ofSeconds(2))
                        .fetch(uri("/halting"), 0, "", taken))
                .matches(DownloadException::isPassing);
        assertThat(taken.bytes.size()).isPositive();
    }

    @Test
    void a_server_with_another_anchor_gives_nothing() throws Exception {
        Signer other = Signer.today("other");
        Taken taken = new Taken();
        assertThatExceptionOfType(DownloadException.class)
                .isThrownBy(() -> new HttpsSource(List.of(other.certificate()), Duration.ofSeconds(5))
                        .fetch(uri("/never"), 0, "", taken));
        assertThat(taken.begun).isEmpty();
        assertThat(ASKED).doesNotContain("/never null");
    }

    private static HttpsSource source() {
        return new HttpsSource(List.of(identity.certificate()), Duration.ofSeconds(10));
    }

    private static URI uri(String path) {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private static final class Taken implements PackageSink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<String> begun = new ArrayList<>();

        @Override
        public void begin(long offset, OptionalLong total, String tag) {
            begun.add("%d of %d, tag %s".formatted(offset, total.orElse(-1), tag));
        }

        @Override
        public void write(byte[] some, int count) {
            bytes.write(some, 0, count);
        }
    }
}
