package iotsafe.testbed.https;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.ServerIdentity;
import iotsafe.testbed.events.Event;
import iotsafe.testbed.events.EventLog;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.cert.Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An EST server over HTTPS on the loopback address, with the platform's HTTP server. It knows its clients by certificates of its own CA;
 * {@code /.well-known/est/LABEL/…} is the same as without the label.
 *
 * @see "RFC 7030; RFC 8951"
 */
public final class HttpsEstServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpsEstServer.class);
    private static final String MOVED = "/moved";

    private final HttpsServer server;
    private final ExecutorService worker;

    private HttpsEstServer(HttpsServer server, ExecutorService worker) {
        this.server = server;
        this.worker = worker;
    }

    /**
     * Starts it.
     *
     * @param certificateLife of what clients enrol for
     * @param port 0 for any free one
     * @throws IOException if it cannot listen there
     */
    public static HttpsEstServer start(
            CertificateAuthority authority, Forecast forecast, Duration certificateLife, EventLog events, int port)
            throws IOException {
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        ChannelBindings bindings = new ChannelBindings();
        server.setHttpsConfigurator(new AskingForCertificates(
                forecast.has(Weather.HTTPS_LINKING)
                        ? bindings.watching(context(authority, ChannelBindings.tellingTls()))
                        : context(authority, Security.getProvider("SunJSSE"))));
        ExecutorService worker = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "est-https");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(worker);
        EstOverHttps operations = new EstOverHttps(authority, forecast, certificateLife, bindings);
        server.createContext("/", exchange -> serve((HttpsExchange) exchange, operations, forecast, events));
        server.start();
        return new HttpsEstServer(server, worker);
    }

    /** {@code https://127.0.0.1:PORT}. */
    public URI uri() {
        return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        worker.shutdownNow();
    }

    private static void serve(HttpsExchange exchange, EstOverHttps operations, Forecast forecast, EventLog events)
            throws IOException {
        String path = exchange.getRequestURI().getPath();
        String operation = path.substring(path.lastIndexOf('/') + 1);
        try (exchange) {
            Reply reply = reply(exchange, path, operation, operations, forecast);
            events.add(new Event(
                    Instant.now(),
                    "https-" + operation,
                    Map.of(
                            "peer", HttpsPeer.name(exchange).orElse(""),
                            "status", Integer.toString(reply.status()))));
            send(exchange, forecast.has(Weather.HTTPS_CLOSE) ? reply.with("Connection", "close") : reply);
        } catch (RuntimeException bug) {
            LOG.error("{} failed", path, bug);
            throw bug;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static Reply reply(
            HttpsExchange exchange, String path, String operation, EstOverHttps operations, Forecast forecast)
            throws IOException, InterruptedException {
        boolean moved = path.startsWith(MOVED + "/");
        if (!moved && forecast.has(Weather.HTTPS_REDIRECT)) {
            return Reply.of(307, "").with("Location", MOVED + path);
        }
        if (!moved && forecast.has(Weather.HTTPS_REDIRECT_ELSEWHERE)) {
            int port = exchange.getLocalAddress().getPort();
            return Reply.of(307, "").with("Location", "https://localhost:%d%s%s".formatted(port, MOVED, path));
        }
        Reply good = dispatch(exchange, path, operation, operations);
        return good.status() == 200 && operation.startsWith("simple") ? HttpsFault.spoil(good, forecast) : good;
    }

    private static Reply dispatch(HttpsExchange exchange, String path, String operation, EstOverHttps operations)
            throws IOException {
        boolean post = exchange.getRequestMethod().equals("POST");
        if (!path.matches("(/moved)?/\\.well-known/est(/[^/]+)?/[^/]+")) {
            return Reply.of(404, "");
        }
        return switch (operation) {
            case "cacerts" -> post ? Reply.of(405, "") : operations.cacerts();
            case "csrattrs" -> post ? Reply.of(405, "") : operations.csrattrs();
            case "simpleenroll" -> post ? operations.enrol(exchange, false) : Reply.of(405, "");
            case "simplereenroll" -> post ? operations.enrol(exchange, true) : Reply.of(405, "");
            default -> Reply.of(404, "");
        };
    }

    private static void send(HttpExchange exchange, Reply reply) throws IOException {
        reply.fields().forEach(exchange.getResponseHeaders()::set);
        byte[] body = reply.body();
        exchange.sendResponseHeaders(reply.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    private static SSLContext context(CertificateAuthority authority, Provider tls) throws IOException {
        try {
            ServerIdentity identity = ServerIdentity.create(authority, "est-server");
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", identity.key(), new char[0], new Certificate[] {identity.certificate()});
            KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX", tls);
            keys.init(store, new char[0]);
            KeyStore anchors = KeyStore.getInstance("PKCS12");
            anchors.load(null, null);
            anchors.setCertificateEntry("ca", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX", tls);
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS", tls);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot prepare TLS for the EST server: " + e.getMessage(), e);
        }
    }

    /** TLS 1.2 and 1.3; a client may show a certificate, for {@code cacerts} needs none (RFC 7030 §4.1.2). */
    private static final class AskingForCertificates extends HttpsConfigurator {
        AskingForCertificates(SSLContext context) {
            super(context);
        }

        @Override
        public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
        }
    }
}
