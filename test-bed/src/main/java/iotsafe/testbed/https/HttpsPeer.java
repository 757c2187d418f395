package iotsafe.testbed.https;

import com.sun.net.httpserver.HttpsExchange;
import iotsafe.testbed.ca.CommonName;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Who asks: by certificate in the handshake, else by password (RFC 7030 §3.2.3, §3.3.2). */
final class HttpsPeer {
    /** The only password; the user name is the endpoint's. */
    static final String PASSWORD = "rain";

    private HttpsPeer() {}

    static Optional<X509Certificate> certificate(HttpsExchange exchange) {
        try {
            Certificate[] shown = exchange.getSSLSession().getPeerCertificates();
            return shown[0] instanceof X509Certificate x509 ? Optional.of(x509) : Optional.empty();
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        }
    }

    static Optional<String> name(HttpsExchange exchange) {
        return certificate(exchange).flatMap(CommonName::of);
    }

    /** The user of a Basic authorization with the right password. */
    static Optional<String> user(HttpsExchange exchange) {
        String field = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))
                .orElse("");
        if (!field.startsWith("Basic ")) {
            return Optional.empty();
        }
        try {
            String pair = new String(
                    Base64.getDecoder()
                            .decode(field.substring("Basic ".length()).strip()),
                    StandardCharsets.UTF_8);
            int colon = pair.indexOf(':');
            return colon > 0 && pair.substring(colon + 1).equals(PASSWORD)
                    ? Optional.of(pair.substring(0, colon))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
