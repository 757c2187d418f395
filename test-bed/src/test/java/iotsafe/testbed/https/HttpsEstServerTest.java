package iotsafe.testbed.https;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.Issuance;
import iotsafe.testbed.events.Event;
import iotsafe.testbed.weather.Forecast;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The EST server over HTTPS, asked with the platform's client. */
class HttpsEstServerTest {
    private final CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final KeyPair device = keys();
    private HttpsEstServer server;

    HttpsEstServerTest() throws Exception {
        server = HttpsEstServer.start(authority, Forecast.FAIR, Issuance.USUAL_LIFE, events::add, 0);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void weather(String... names) throws Exception {
        server.close();
        server = HttpsEstServer.start(authority, Forecast.parse(List.of(names)), Issuance.USUAL_LIFE, events::add, 0);
    }

    @Test
    void cacerts_and_csrattrs_need_no_certificate_of_the_client_and_come_with_or_without_a_label() throws Exception {
        for (String root : List.of("/.well-known/est", "/.well-known/est/factory")) {
            HttpResponse<String> bag = get(root + "/cacerts");
            assertThat(bag.statusCode()).isEqualTo(200);
            assertThat(bag.headers().firstValue("content-type"))
                    .contains("application/pkcs7-mime; smime-type=certs-only");
            assertThat(certificates(bag)).containsExactly(authority.certificate());
            assertThat(get(root + "/csrattrs").statusCode()).isEqualTo(200);
        }
        assertThat(get("/.well-known/est/a/b/cacerts").statusCode()).isEqualTo(404);
    }

    @Test
    void a_known_device_enrols_and_enrols_again_under_its_own_name_only() throws Exception {
        HttpResponse<String> first = post("simpleenroll", "CN=dev1", true);
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(certificates(first).get(0).getPublicKey()).isEqualTo(device.getPublic());
        assertThat(post("simplereenroll", "CN=dev1", true).statusCode()).isEqualTo(200);
        assertThat(post("simpleenroll", "CN=somebody", true).statusCode()).isEqualTo(403);
        assertThat(post("simplereenroll", "CN=somebody", true).statusCode()).isEqualTo(403);
        assertThat(post("simpleenroll", "CN=dev1", false).statusCode()).isEqualTo(403);
        assertThat(events.get(0).name()).isEqualTo("https-simpleenroll");
        assertThat(events.get(0).detail("peer")).isEqualTo("dev1");
        assertThat(events.get(0).detail("status")).isEqualTo("200");
    }

    @Test
    void the_weather_of_waiting() throws Exception {
        weather("https-202=1");
        HttpResponse<String> later = post("simpleenroll", "CN=dev1", true);
        assertThat(later.statusCode()).isEqualTo(202);
        assertThat(later.headers().firstValue("retry-after")).contains("1");
        assertThat(post("simpleenroll", "CN=dev1", true).statusCode()).isEqualTo(200);
        weather("https-202-no-retry-after");
        assertThat(post("simpleenroll", "CN=dev1", true).headers().firstValue("retry-after"))
                .isEmpty();
    }

    @Test
    void the_weather_of_redirects() throws Exception {
        weather("https-redirect");
        assertThat(get("/.well-known/est/cacerts").headers().firstValue("location"))
                .contains("/moved/.well-known/est/cacerts");
        assertThat(get("/moved/.well-known/est/cacerts").statusCode()).isEqualTo(200);
        weather("https-redirect-elsewhere");
        assertThat(get("/.well-known/est/cacerts")
                        .headers()
                        .firstValue("location")
                        .orElse(""))
                .startsWith("https://localhost:");
    }

    @Test
    void the_weather_of_passwords() throws Exception {
        weather("https-basic");
        assertThat(post("simpleenroll", "CN=dev1", false).headers().firstValue("www-authenticate"))
                .contains("Basic realm=\"test bed\"");
        assertThat(post("simpleenroll", "CN=dev1", false, "Basic " + base64("dev1:rain"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(post("simpleenroll", "CN=dev1", false, "Basic " + base64("dev1:sun"))
                        .statusCode())
                .isEqualTo(401);
        assertThat(post("simpleenroll", "CN=dev1", false, "Basic ??").statusCode())
                .isEqualTo(401);
    }

    @Test
    void the_weather_of_spoilt_answers() throws Exception {
        int fair = post("simpleenroll", "CN=dev1", true).body().length();
        weather("https-truncated");
        assertThat(post("simpleenroll", "CN=dev1", true).body()).hasSizeBetween(fair / 3, fair * 2 / 3);
        weather("https-oversized=70000");
        assertThat(post("simpleenroll", "CN=dev1", true).body()).hasSizeGreaterThan(70000);
        weather("https-garbage");
        assertThat(post("simpleenroll", "CN=dev1", true).body()).contains("!");
        weather("https-wrong-content-type", "https-slow=1");
        assertThat(post("simpleenroll", "CN=dev1", true).headers().firstValue("content-type"))
                .contains("text/html");
        weather("https-500");
        assertThat(post("simpleenroll", "CN=dev1", true).statusCode()).isEqualTo(500);
        weather("https-no-csrattrs");
        assertThat(get("/.well-known/est/csrattrs").statusCode()).isEqualTo(404);
        weather("https-csrattrs-p384");
        assertThat(get("/.well-known/est/csrattrs").body()).startsWith("MBQwEgYHKoZIzj0CATEHBgUrgQQAIg==");
    }

    @Test
    void the_weather_of_linked_requests() throws Exception {
        weather("https-linking");
        assertThat(get("/.well-known/est/csrattrs").body()).startsWith("MAsGCSqGSIb3DQEJBw==");
        assertThat(post("simpleenroll", "CN=dev1", true).statusCode()).isEqualTo(401);
        byte[] linkedElsewhere = new JcaPKCS10CertificationRequestBuilder(new X500Name("CN=dev1"), device.getPublic())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERPrintableString("AAAA"))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(device.getPrivate()))
                .getEncoded();
        assertThat(post("simpleenroll", linkedElsewhere, true).statusCode()).isEqualTo(401);
    }

    @Test
    void the_weather_of_closed_connections() throws Exception {
        weather("https-close");
        assertThat(get("/.well-known/est/cacerts").headers().firstValue("connection"))
                .contains("close");
        try (SSLSocket socket = (SSLSocket) context(false)
                .getSocketFactory()
                .createSocket(server.uri().getHost(), server.uri().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /.well-known/est/cacerts HTTP/1.1\r\nHost: x\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().readAllBytes())
                    .as("until its end")
                    .isNotEmpty();
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client(false).send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String operation, String subject, boolean certified, String... authorization)
            throws Exception {
        byte[] request = new JcaPKCS10CertificationRequestBuilder(new X500Name(subject), device.getPublic())
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(device.getPrivate()))
                .getEncoded();
        return post(operation, request, certified, authorization);
    }

    private HttpResponse<String> post(String operation, byte[] request, boolean certified, String... authorization)
            throws Exception {
        HttpRequest.Builder post = HttpRequest.newBuilder(uri("/.well-known/est/" + operation))
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/pkcs10")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Base64.getEncoder().encode(request)));
        for (String one : authorization) {
            post.header("Authorization", one);
        }
        return client(certified).send(post.build(), HttpResponse.BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return server.uri().resolve(path);
    }

    private HttpClient client(boolean certified) throws Exception {
        return HttpClient.newBuilder().sslContext(context(certified)).build();
    }

    private SSLContext context(boolean certified) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (certified) {
            X509Certificate certificate =
                    authority.issue(authority.device("dev1", device.getPublic(), Duration.ofDays(1)));
            store.setKeyEntry("device", device.getPrivate(), new char[0], new Certificate[] {certificate});
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(store, new char[0]);
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("ca", authority.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static List<X509Certificate> certificates(HttpResponse<String> response) throws Exception {
        byte[] der = Base64.getMimeDecoder().decode(response.body());
        return CertificateFactory.getInstance("X.509")
                .generateCertPath(new ByteArrayInputStream(der), "PKCS7")
                .getCertificates()
                .stream()
                .map(X509Certificate.class::cast)
                .toList();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static KeyPair keys() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }
}
