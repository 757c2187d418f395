package iotsafe.est.https;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.jsse.BCSSLSocket;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;

/** An HTTPS server that answers each request with the next of the given bytes, whatever they are, and remembers what it was asked. */
final class HttpsScript implements AutoCloseable {
    /** Ends an answer after which the connection stays silent. */
    static final String SILENCE = "\0silence";

    private final SSLServerSocket listening;
    private final Deque<String> answers = new ArrayDeque<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final List<SSLSocket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();

    /** One request. */
    record Seen(String line, Map<String, String> fields, String body, int connection, String client, String tlsUnique) {
        String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }

    private HttpsScript(SSLServerSocket listening) {
        this.listening = listening;
        listening.setWantClientAuth(true);
        Thread acceptor = new Thread(this::accept, "https-script");
        acceptor.setDaemon(true);
        acceptor.start();
    }

    static HttpsScript of(X509ExtendedKeyManager identity) throws Exception {
        return new HttpsScript(listen(SSLContext.getInstance("TLS"), identity));
    }

    /** One that knows the tls-unique of its connections. */
    static HttpsScript withChannelBinding(X509ExtendedKeyManager identity) throws Exception {
        return new HttpsScript(listen(SSLContext.getInstance("TLS", new BouncyCastleJsseProvider()), identity));
    }

    static HttpsScript of(X509ExtendedKeyManager identity, String protocol, String suite) throws Exception {
        SSLServerSocket socket = listen(SSLContext.getInstance("TLS"), identity);
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setEnabledCipherSuites(new String[] {suite});
        return new HttpsScript(socket);
    }

    private static SSLServerSocket listen(SSLContext context, X509ExtendedKeyManager identity) throws Exception {
        context.init(new KeyManager[] {identity}, new TrustManager[] {new AnyServer()}, new SecureRandom());
        return (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    int port() {
        return listening.getLocalPort();
    }

    URI uri() {
        return URI.create("https://127.0.0.1:" + port());
    }

    EstUri est() {
        return new EstUri(uri(), Optional.empty());
    }

    List<Seen> seen() {
        return seen;
    }

    Seen last() {
        return seen.get(seen.size() - 1);
    }

    /** Handshakes begun. */
    int connections() {
        return connections.get();
    }

    /** The next answers, raw; when they are used up the connection is closed. */
    synchronized HttpsScript on(String... more) {
        answers.addAll(List.of(more));
        return this;
    }

    private synchronized Optional<String> next() {
        return Optional.ofNullable(answers.poll());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                SSLSocket socket = (SSLSocket) listening.accept();
                open.add(socket);
                int number = connections.incrementAndGet();
                Thread one = new Thread(() -> serve(socket, number), "https-script-" + number);
                one.setDaemon(true);
                one.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(SSLSocket socket, int number) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            for (Optional<Seen> request = read(in, socket, number);
                    request.isPresent();
                    request = read(in, socket, number)) {
                seen.add(request.get());
                Optional<String> answer = next();
                if (answer.isEmpty()) {
                    return;
                }
                socket.getOutputStream().write(answer.get().replace(SILENCE, "").getBytes(StandardCharsets.ISO_8859_1));
                socket.getOutputStream().flush();
                if (answer.get().toLowerCase(Locale.ROOT).contains("connection: close")) {
                    return;
                }
                if (answer.get().endsWith(SILENCE) && in.read() < 0) {
                    return;
                }
            }
        } catch (IOException hungUp) {
            // the client's choice
        }
    }

    private static Optional<Seen> read(InputStream in, SSLSocket socket, int number) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
            int colon = field.indexOf(':');
            fields.put(field.substring(0, colon), field.substring(colon + 1).strip());
        }
        byte[] body = in.readNBytes(Integer.parseInt(fields.getOrDefault("Content-Length", "0")));
        return Optional.of(new Seen(
                line,
                fields,
                new String(body, StandardCharsets.ISO_8859_1),
                number,
                client(socket),
                tlsUnique(socket)));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.write(c);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }

    private static String client(SSLSocket socket) {
        try {
            return Arrays.stream(socket.getSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .findFirst()
                    .map(first -> first.getSubjectX500Principal().getName())
                    .orElse("");
        } catch (SSLPeerUnverifiedException nobody) {
            return "";
        }
    }

    private static String tlsUnique(SSLSocket socket) {
        return socket instanceof BCSSLSocket telling
                ? HexFormat.of().formatHex(telling.getConnection().getChannelBinding("tls-unique"))
                : "";
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (SSLSocket socket : open) {
            socket.close();
        }
    }
}
