package iotsafe.client.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Packages over HTTPS, an interrupted one from where it was left (RFC 9110 sections 13.1.5 and 14). A redirection is followed to HTTPS
 * only.
 */
public final class HttpsSource implements PackageSource {
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-\\d{1,18}/(\\d{1,18}|\\*)");
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TIMEOUT = 408;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;
    private static final int CHUNK = 1 << 14;

    private final List<X509Certificate> anchors;
    private final Duration patience;

    /**
     * For servers with these anchors.
     *
     * @param anchors none for those of the Java run-time
     * @param patience how long nothing may come
     */
    public HttpsSource(List<X509Certificate> anchors, Duration patience) {
        this.anchors = List.copyOf(anchors);
        this.patience = patience;
    }

    @Override
    public void fetch(URI uri, long from, String tag, PackageSink sink) throws DownloadException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(patience);
        if (from > 0) {
            request.header("Range", "bytes=" + from + "-");
            if (!tag.isEmpty()) {
                request.header("If-Range", tag);
            }
        }
        try {
            HttpResponse<InputStream> response =
                    client().send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                take(uri, response, from, sink, body);
            }
        } catch (IOException e) {
            throw DownloadException.passing("%s: %s".formatted(uri, e), e);
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw DownloadException.lasting(UpdateResult.INVALID_URI, "%s: %s".formatted(uri, e.getMessage()), e);
        }
    }

    private void take(URI uri, HttpResponse<InputStream> response, long from, PackageSink sink, InputStream body)
            throws DownloadException, IOException, InterruptedException {
        String tag = response.headers()
                .firstValue("ETag")
                .filter(found -> !found.startsWith("W/")) // a weak one says nothing of bytes
                .orElse("");
        Matcher range = CONTENT_RANGE.matcher(
                response.headers().firstValue("Content-Range").orElse(""));
        int status = response.statusCode();
        if (status == OK) {
            sink.begin(0, response.headers().firstValueAsLong("Content-Length"), tag);
        } else if (status == PARTIAL && range.matches() && Long.parseLong(range.group(1)) == from) {
            String total = range.group(2);
            sink.begin(from, total.equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(total)), tag);
        } else if (status == RANGE_NOT_SATISFIABLE && from > 0) {
            sink.begin(0, OptionalLong.empty(), "");
            throw DownloadException.passing("%s is shorter than what is here: it begins anew".formatted(uri), null);
        } else if (status >= SERVER_ERRORS || status == TIMEOUT || status == TOO_MANY || status == PARTIAL) {
            throw DownloadException.passing("%s answers with %d".formatted(uri, status), null);
        } else {
            throw DownloadException.lasting(
                    UpdateResult.INVALID_URI, "%s answers with %d".formatted(uri, status), null);
        }
        copy(body, sink);
    }

    private void copy(InputStream body, PackageSink sink) throws DownloadException, IOException, InterruptedException {
        byte[] some = new byte[CHUNK];
        try (Stall stall = Stall.after(patience, body)) {
            for (int count = body.read(some); count >= 0; count = body.read(some)) {
                stall.goesOn();
                sink.write(some, count);
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
            }
        }
    }

    private HttpClient client() throws GeneralSecurityException, IOException {
        HttpClient.Builder builder =
                HttpClient.newBuilder().connectTimeout(patience).followRedirects(HttpClient.Redirect.NORMAL);
        if (!anchors.isEmpty()) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            for (int at = 0; at < anchors.size(); at++) {
                store.setCertificateEntry("anchor-" + at, anchors.get(at));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            builder.sslContext(context);
        }
        return builder.build();
    }
}
