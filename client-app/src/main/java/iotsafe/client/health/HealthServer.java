package iotsafe.client.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /health} and {@code /metrics} for this host alone. It gives what is known and takes nothing: GET and HEAD, no body. A web page that
 * points a name of its own at the loopback address reads nothing here, for its name stands in {@code Host} (RFC 9110 7.2).
 */
public final class HealthServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);
    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final Pattern THIS_HOST =
            Pattern.compile("(localhost|127(\\.\\d{1,3}){3}|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);
    private static final int BACKLOG = 16;
    private static final int THREADS = 2;
    private static final int WAITING = 32;
    private static final int IDLE_SECONDS = 30;

    private final HttpServer server;
    private final ThreadPoolExecutor threads;
    private final Monitor monitor;
    private final Duration grace;

    private HealthServer(HttpServer server, Monitor monitor, Duration grace) {
        this.server = server;
        this.monitor = monitor;
        this.grace = grace;
        this.threads = new ThreadPoolExecutor(
                THREADS,
                THREADS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                work -> {
                    Thread thread = new Thread(work, "health");
                    thread.setDaemon(true);
                    return thread;
                },
                new ThreadPoolExecutor.DiscardPolicy()); // the JDK closes what has not been answered in time
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * Starts.
     *
     * @param listen a loopback address; port 0 for any that is free
     * @param grace how long a registration that was lost still counts as health
     * @throws PortInUseException if the port is taken
     */
    public static HealthServer start(InetSocketAddress listen, Duration grace, Monitor monitor)
            throws PortInUseException {
        if (listen.isUnresolved() || !listen.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(listen + " is not on the loopback interface");
        }
        boundTheJdk();
        HealthServer made = new HealthServer(bound(listen), monitor, grace);
        made.server.setExecutor(made.threads);
        made.server.createContext("/", made::answer);
        made.server.start();
        LOG.info("/health and /metrics are at {}", made.address());
        return made;
    }

    private static HttpServer bound(InetSocketAddress listen) throws PortInUseException {
        try {
            return HttpServer.create(listen, BACKLOG);
        } catch (IOException e) {
            throw new PortInUseException(listen, e);
        }
    }

    /** Read once, when the JDK's server is first used: seconds for a request and its answer, and connections that wait for another. */
    private static void boundTheJdk() {
        System.setProperty("sun.net.httpserver.maxReqTime", "10");
        System.setProperty("sun.net.httpserver.maxRspTime", "10");
        System.setProperty("sun.net.httpserver.idleInterval", "10");
        System.setProperty("sun.net.httpserver.maxIdleConnections", "8");
        System.setProperty("jdk.httpserver.maxConnections", "32");
    }

    /** Where it is, {@code http://127.0.0.1:9464}. */
    public String address() {
        InetSocketAddress bound = server.getAddress();
        String host = bound.getAddress().getHostAddress();
        return "http://%s:%d".formatted(host.contains(":") ? "[::1]" : host, bound.getPort());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            if (!isForThisHost(exchange.getRequestHeaders().getFirst("Host"))) {
                send(exchange, 421, "text/plain", text("ask for localhost or 127.0.0.1\n"));
            } else if (!METHODS.contains(exchange.getRequestMethod())) {
                exchange.getResponseHeaders().set("Allow", "GET, HEAD");
                send(exchange, 405, "text/plain", text("GET or HEAD\n"));
            } else if ("/health".equals(path)) {
                HealthAnswer health = HealthAnswer.of(
                        monitor.standing().look(), monitor.pulse().isAlive(), grace, Instant.now());
                send(exchange, health.healthy() ? 200 : 503, "application/json", text(health.json()));
            } else if ("/metrics".equals(path)) {
                send(exchange, 200, AgentMetrics.CONTENT_TYPE, monitor.metricsText());
            } else {
                send(exchange, 404, "text/plain", text("there are /health and /metrics\n"));
            }
        } catch (RuntimeException e) {
            LOG.error("a bug: a request to the health server was not answered", e);
        }
    }

    private static boolean isForThisHost(@Nullable String host) {
        return host != null && THIS_HOST.matcher(host).matches();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
        if ("HEAD".equals(exchange.getRequestMethod())) {
            exchange.sendResponseHeaders(status, -1);
        } else {
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
