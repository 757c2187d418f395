package iotsafe.testbed.https;

import com.sun.net.httpserver.HttpsExchange;
import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.CertificateRequest;
import iotsafe.testbed.ca.CertsOnly;
import iotsafe.testbed.ca.Issuance;
import iotsafe.testbed.ca.Leaf;
import iotsafe.testbed.ca.RequestRefused;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The four operations (RFC 7030 §4.1, §4.2, §4.5), each as the weather has it. */
final class EstOverHttps {
    private static final String CERTS_ONLY = "application/pkcs7-mime; smime-type=certs-only";

    /** SEQUENCE of ecdsa-with-SHA256: a hash every request here is signed with. */
    private static final byte[] FAIR_ATTRIBUTES = Base64.getDecoder().decode("MAoGCCqGSM49BAMC");

    /** SEQUENCE of the attribute id-ecPublicKey with secp384r1, as in RFC 8951 §4. */
    private static final byte[] P384_ATTRIBUTES = Base64.getDecoder().decode("MBQwEgYHKoZIzj0CATEHBgUrgQQAIg==");

    /** SEQUENCE of challengePassword: a request has to be linked (RFC 7030 §4.5.2). */
    private static final byte[] LINKING_ATTRIBUTES = Base64.getDecoder().decode("MAsGCSqGSIb3DQEJBw==");

    private static final int LONGEST_REQUEST = 16_384;

    private final CertificateAuthority authority;
    private final Forecast forecast;
    private final Duration life;
    private final ChannelBindings bindings;
    private final AtomicInteger asked = new AtomicInteger();

    EstOverHttps(CertificateAuthority authority, Forecast forecast, Duration life, ChannelBindings bindings) {
        this.authority = authority;
        this.forecast = forecast;
        this.life = life;
        this.bindings = bindings;
    }

    Reply cacerts() {
        return Reply.ofDer(CERTS_ONLY, CertsOnly.encode(List.of(authority.certificate())));
    }

    Reply csrattrs() {
        if (forecast.has(Weather.HTTPS_NO_CSRATTRS)) {
            return Reply.of(404, "");
        }
        return Reply.ofDer("application/csrattrs", attributes());
    }

    private byte[] attributes() {
        if (forecast.has(Weather.HTTPS_LINKING)) {
            return LINKING_ATTRIBUTES;
        }
        return forecast.has(Weather.HTTPS_CSRATTRS_P384) ? P384_ATTRIBUTES : FAIR_ATTRIBUTES;
    }

    Reply enrol(HttpsExchange exchange, boolean again) throws IOException {
        Optional<String> peer = forecast.has(Weather.HTTPS_BASIC) ? HttpsPeer.user(exchange) : HttpsPeer.name(exchange);
        if (peer.isEmpty()) {
            return forecast.has(Weather.HTTPS_BASIC)
                    ? Reply.of(401, "").with("WWW-Authenticate", "Basic realm=\"test bed\"")
                    : Reply.of(403, "enrolment needs a certificate in the TLS handshake");
        }
        if (!"application/pkcs10".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            return Reply.of(415, "Content-Type must be application/pkcs10");
        }
        try {
            byte[] request =
                    Base64.getMimeDecoder().decode(exchange.getRequestBody().readNBytes(LONGEST_REQUEST));
            CertificateRequest parsed = CertificateRequest.parse(request);
            if (forecast.has(Weather.HTTPS_LINKING) && !isLinkedHere(exchange, parsed)) {
                return Reply.of(401, "the request is not linked to this connection");
            }
            Leaf leaf = leaf(HttpsPeer.certificate(exchange), peer.get(), parsed, again);
            return later().orElseGet(() ->
                    Reply.ofDer(CERTS_ONLY, CertsOnly.encode(List.of(Issuance.issue(authority, leaf, forecast)))));
        } catch (RequestRefused.OtherName e) {
            return Reply.of(403, e.why());
        } catch (RequestRefused e) {
            return Reply.of(400, e.why());
        } catch (IllegalArgumentException notBase64) {
            return Reply.of(400, "the body is not base64");
        }
    }

    /** As libest does it; RFC 7030 §3.5 names no status. */
    private boolean isLinkedHere(HttpsExchange exchange, CertificateRequest request) {
        return request.link().isPresent() && request.link().equals(bindings.of(exchange.getRemoteAddress()));
    }

    /** RFC 7030 §4.2.3: Retry-After belongs to a 202. */
    private Optional<Reply> later() {
        int turn = asked.getAndIncrement();
        if (turn < forecast.number(Weather.HTTPS_202)) {
            return Optional.of(Reply.of(202, "a person looks at it").with("Retry-After", "1"));
        }
        return turn == 0 && forecast.has(Weather.HTTPS_202_NO_RETRY_AFTER)
                ? Optional.of(Reply.of(202, "a person looks at it"))
                : Optional.empty();
    }

    private Leaf leaf(Optional<X509Certificate> shown, String name, CertificateRequest request, boolean again)
            throws RequestRefused.OtherName {
        return again && shown.isPresent()
                ? authority.renewed(request, shown.get(), life)
                : authority.requested(request, name, life);
    }
}
