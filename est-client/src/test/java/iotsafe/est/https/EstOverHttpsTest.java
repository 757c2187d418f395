package iotsafe.est.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.est.Enrolment;
import iotsafe.est.EstAnswer;
import iotsafe.est.EstClient;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.Fingerprint;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestLinker;
import iotsafe.est.RequestPlan;
import iotsafe.est.RequestedNames;
import iotsafe.est.TestCa;
import iotsafe.est.TrustAnchors;
import iotsafe.est.ValidityClock;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7030 and RFC 8951 over real TLS on loopback, by the numbers of the project's EST checklist. */
@Timeout(60)
class EstOverHttpsTest {
    private static final TestCa CA = TestCa.root("CN=EST CA");
    private static final TestCa THIRD_PARTY = TestCa.root("CN=Web CA");
    private static final KeyPair KEYS = TestCa.keyPair();
    private static final Pkcs10 REQUEST = TestCa.request("CN=dev1", KEYS);
    private static final X509Certificate ISSUED = CA.issue("CN=dev1", KEYS.getPublic());
    private static final String BAG = base64(TestCa.certsOnly(CA.certificate()));
    private static final String CERT = base64(TestCa.certsOnly(ISSUED));
    private static final String ISSUES = ok("application/pkcs7-mime; smime-type=certs-only", CERT);
    private static final KeyPair FACTORY = TestCa.keyPair();
    private static final X509Certificate FACTORY_CERTIFICATE =
            THIRD_PARTY.wanted("CN=factory", FACTORY.getPublic()).always().make();

    private HttpsScript server;

    @BeforeEach
    void start() throws Exception {
        server = HttpsScript.of(Pki.server(CA, "127.0.0.1"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    // ---- 2, 3, 4: what goes over the wire

    @ParameterizedTest
    @CsvSource({", /.well-known/est/cacerts", "factory-ca, /.well-known/est/factory-ca/cacerts"})
    void item_02_uses_the_well_known_path_with_or_without_a_label(String label, String path) throws EstException {
        server.on(ok("application/pkcs7-mime", BAG));
        EstUri uri = new EstUri(server.uri(), Optional.ofNullable(label));
        client(settings(uri)).caCertificates();
        assertThat(server.last().line()).isEqualTo("GET " + path + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cacerts",
                "simpleenroll",
                "simplereenroll",
                "fullcmc",
                "serverkeygen",
                "CSRATTRS",
                "a/b",
                "",
                "..",
                "a b"
            })
    void item_02_refuses_labels_that_are_reserved_or_no_path_segment(String label) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new EstUri(URI.create("https://est.example"), Optional.of(label)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://est.example",
                "https:///x",
                "https://u@est.example",
                "https://est.example/other",
                "https://est.example?q"
            })
    void item_02_refuses_what_is_not_an_https_server(String uri) {
        assertThatIllegalArgumentException().isThrownBy(() -> new EstUri(URI.create(uri), Optional.empty()));
    }

    @Test
    void item_03_sends_base64_of_DER_without_armour_as_pkcs10() throws EstException {
        server.on(ISSUES);
        assertThat(client().simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Issued(ISSUED));
        HttpsScript.Seen seen = server.last();
        assertThat(seen.line()).isEqualTo("POST /.well-known/est/simpleenroll HTTP/1.1");
        assertThat(seen.field("Content-Type")).isEqualTo("application/pkcs10");
        assertThat(seen.body()).isEqualTo(lines(REQUEST.der()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Transfer-Encoding: base64\r\n", "Content-Transfer-Encoding: binary\r\n"})
    void item_04_decodes_base64_whatever_content_transfer_encoding_says(String field) throws EstException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(TestCa.certsOnly(ISSUED));
        server.on(answer("200 OK", field + "Content-Type: application/pkcs7-mime\r\n", " \t" + lines + "\r\n\r\n"));
        assertThat(client().simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Issued(ISSUED));
    }

    @Test
    void dialects_chunks_and_HTTP_1_0_with_an_extra_status_field_are_read_too() throws EstException {
        server.on(
                "HTTP/1.1 200 OK\r\nContent-Type: Application/PKCS7-MIME ; charset=x\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "%x\r\n%s\r\n0\r\n\r\n".formatted(BAG.length(), BAG),
                "HTTP/1.0 200 OK\r\nStatus: 200 OK\r\nContent-Type: application/pkcs7-mime\r\nConnection: close\r\n\r\n"
                        + BAG);
        EstClient client = client();
        assertThat(client.caCertificates()).containsExactly(CA.certificate());
        assertThat(client.caCertificates()).containsExactly(CA.certificate());
    }

    // ---- 9, 10, 50: who the server may be

    @Test
    void item_09_an_implicit_anchor_counts_only_while_it_is_there() throws Exception {
        try (HttpsScript web = HttpsScript.of(Pki.server(THIRD_PARTY, "127.0.0.1"))) {
            web.on(ok("application/pkcs7-mime", BAG));
            assertThat(client(HttpsEstSettings.of(web.est(), TrustAnchors.implicit(List.of(THIRD_PARTY.certificate()))))
                            .caCertificates())
                    .hasSize(1);
            refusesToTalkTo(
                    web, new TrustAnchors(List.of(CA.certificate()), List.of(THIRD_PARTY.certificate()), List.of()));
        }
    }

    @Test
    void item_10_a_server_of_another_name_is_refused_under_either_kind_of_anchor() throws Exception {
        try (HttpsScript other = HttpsScript.of(Pki.server(CA, "other.example"))) {
            refusesToTalkTo(other, TrustAnchors.of(List.of(CA.certificate())));
            refusesToTalkTo(other, TrustAnchors.implicit(List.of(CA.certificate())));
        }
    }

    @Test
    void item_10_the_TLS_that_tells_tls_unique_judges_the_server_by_the_same_rules() throws Exception {
        TrustAnchors explicit = TrustAnchors.of(List.of(CA.certificate()));
        try (HttpsScript other = HttpsScript.of(Pki.server(CA, "other.example"));
                HttpsScript stranger = HttpsScript.of(Pki.server(THIRD_PARTY, "127.0.0.1"));
                HttpsScript ra = HttpsScript.of(Pki.server(CA, "other.example", KeyPurposeId.id_kp_cmcRA))) {
            for (HttpsScript refused : List.of(other, stranger)) {
                assertThatExceptionOfType(EstException.Refused.class)
                        .isThrownBy(() -> client(HttpsEstSettings.of(refused.est(), explicit)
                                        .linkingRequests())
                                .caCertificates())
                        .withMessageContaining("not authorised");
                assertThat(refused.seen()).isEmpty();
            }
            ra.on(ok("application/pkcs7-mime", BAG));
            EstClient client = client(HttpsEstSettings.of(ra.est(), explicit).linkingRequests());
            assertThat(client.caCertificates()).hasSize(1);
            assertThat(client.channelBinding()).isPresent();
        }
    }

    @Test
    void item_10_a_registration_authority_of_another_name_is_taken_under_an_explicit_anchor_only() throws Exception {
        try (HttpsScript ra = HttpsScript.of(Pki.server(CA, "other.example", KeyPurposeId.id_kp_cmcRA))) {
            refusesToTalkTo(ra, TrustAnchors.implicit(List.of(CA.certificate())));
            ra.on(ok("application/pkcs7-mime", BAG));
            TrustAnchors explicit = TrustAnchors.of(List.of(CA.certificate()));
            assertThat(client(HttpsEstSettings.of(ra.est(), explicit)).caCertificates())
                    .hasSize(1);
        }
    }

    @Test
    void item_10_a_registration_authority_of_an_unknown_CA_is_refused() throws Exception {
        try (HttpsScript ra = HttpsScript.of(Pki.server(THIRD_PARTY, "127.0.0.1", KeyPurposeId.id_kp_cmcRA))) {
            refusesToTalkTo(ra, TrustAnchors.of(List.of(CA.certificate())));
        }
    }

    private static void refusesToTalkTo(HttpsScript server, TrustAnchors trust) {
        int before = server.seen().size();
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(
                        () -> client(HttpsEstSettings.of(server.est(), trust)).simpleEnroll(REQUEST))
                .withMessageContaining("not authorised");
        assertThat(server.seen()).hasSize(before);
    }

    @Test
    void item_50_a_suite_without_encryption_and_an_old_TLS_are_refused() throws Exception {
        // what the platform still has but no longer enables is out of reach of a test; the filter is the second fence
        assertThat(Arrays.asList(TlsConnections.ofPlatform(Optional.empty(), new AnyServer())
                        .parameters()
                        .getCipherSuites()))
                .noneMatch(suite -> suite.contains("_NULL_")
                        || suite.contains("anon")
                        || suite.contains("DES")
                        || suite.contains("EXPORT"));
        assertThat(TlsConnections.ofPlatform(Optional.empty(), new AnyServer())
                        .parameters()
                        .getProtocols())
                .containsExactly("TLSv1.3", "TLSv1.2");
        assertThat(TlsConnections.withChannelBinding(Optional.empty(), new AnyServer())
                        .parameters()
                        .getProtocols())
                .containsExactly("TLSv1.2");
    }

    // ---- 11: fingerprint

    @ParameterizedTest
    @ValueSource(strings = {"SHA-256", "SHA-512"})
    void item_11_a_fingerprint_makes_an_anchor_and_the_enrolment_has_a_TLS_session_of_its_own(String hash)
            throws Exception {
        server.on(
                ok("application/pkcs7-mime", base64(TestCa.certsOnly(THIRD_PARTY.certificate(), CA.certificate()))),
                ISSUES);
        var trust = new FingerprintBootstrap(server.est(), fingerprint(hash, CA.certificate()))
                .anchors(ValidityClock.of(Clock.systemUTC()))
                .trust();
        assertThat(trust.anchors()).containsExactly(CA.certificate());
        assertThat(trust.intermediates()).isEmpty();
        client(HttpsEstSettings.of(server.est(), TrustAnchors.of(trust.anchors())))
                .simpleEnroll(REQUEST);
        assertThat(server.seen()).extracting(HttpsScript.Seen::connection).containsExactly(1, 2);
    }

    @Test
    void item_11_another_fingerprint_is_refused_and_a_401_not_answered() throws Exception {
        server.on(ok("application/pkcs7-mime", BAG), answer("401 x", "WWW-Authenticate: Basic realm=\"r\"\r\n", ""));
        FingerprintBootstrap bootstrap =
                new FingerprintBootstrap(server.est(), fingerprint("SHA-256", THIRD_PARTY.certificate()));
        for (int i = 0; i < 2; i++) {
            assertThatExceptionOfType(EstException.Refused.class)
                    .isThrownBy(() -> bootstrap.anchors(ValidityClock.of(Clock.systemUTC())));
        }
        assertThat(server.seen()).hasSize(2).allSatisfy(request -> {
            assertThat(request.line()).startsWith("GET /.well-known/est/cacerts");
            assertThat(request.field("Authorization")).isEmpty();
        });
    }

    @Test
    void item_11_a_fingerprint_of_a_certificate_that_is_no_CA_makes_no_anchor() throws Exception {
        server.on(ok("application/pkcs7-mime", base64(TestCa.certsOnly(ISSUED))));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> new FingerprintBootstrap(server.est(), fingerprint("SHA-256", ISSUED))
                        .anchors(ValidityClock.of(Clock.systemUTC())));
        assertThatIllegalArgumentException().isThrownBy(() -> Fingerprint.parse("00:11"));
    }

    private static Fingerprint fingerprint(String hash, X509Certificate certificate) throws GeneralSecurityException {
        byte[] digest = MessageDigest.getInstance(hash).digest(certificate.getEncoded());
        return Fingerprint.parse(HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest));
    }

    // ---- 16: the device's certificate

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void item_16_shows_the_certificate_it_was_given_over_both_versions_of_TLS(String protocol) throws Exception {
        String suite =
                protocol.equals("TLSv1.3") ? "TLS_AES_128_GCM_SHA256" : "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256";
        try (HttpsScript one = HttpsScript.of(Pki.server(CA, "127.0.0.1"), protocol, suite)) {
            one.on(ISSUES);
            client(settings(one.est()).as(FACTORY.getPrivate(), List.of(FACTORY_CERTIFICATE)))
                    .simpleReenroll(REQUEST);
            assertThat(one.last().client()).isEqualTo("CN=factory");
            assertThat(one.last().line()).startsWith("POST /.well-known/est/simplereenroll");
        }
    }

    // ---- 20: csrattrs

    @ParameterizedTest
    @ValueSource(strings = {"204 No Content", "404 Not Found", "501 Not Implemented"})
    void item_20_a_server_without_csrattrs_wants_nothing_special(String status) throws EstException {
        server.on(answer(status, "", ""));
        assertThat(client().csrAttributes().isEmpty()).isTrue();
    }

    @Test
    void item_20_csrattrs_come_as_base64_too() throws EstException {
        server.on(ok("application/csrattrs", "MAA="), ok("application/csrattrs", "MAsGCSqGSIb3DQEJBw=="));
        assertThat(attributes()).isEqualTo(new byte[] {0x30, 0});
        assertThat(attributes()).hasSize(13);
        assertThat(server.last().line()).startsWith("GET /.well-known/est/csrattrs");
    }

    private byte[] attributes() throws EstException {
        EstAnswer answer = settings(server.est()).transport().exchange(EstOperation.CSR_ATTRS, new byte[0]);
        return ((EstAnswer.Content) answer).body();
    }

    // ---- 21 to 24: linking

    @Test
    void item_21_links_with_the_tls_unique_of_the_connection_the_server_sees() throws Exception {
        try (HttpsScript linking = HttpsScript.withChannelBinding(Pki.server(CA, "127.0.0.1"))) {
            linking.on(ISSUES);
            client(settings(linking.est()).linkingRequests().as(FACTORY.getPrivate(), List.of(FACTORY_CERTIFICATE)))
                    .simpleEnroll(REQUEST, linker(new AtomicInteger()));
            assertThat(linking.last().client()).isEqualTo("CN=factory");
            assertThat(linking.last().tlsUnique()).hasSize(24);
            assertThat(linkIn(linking.last())).isEqualTo(linking.last().tlsUnique());
        }
    }

    @Test
    void item_22_links_anew_on_a_new_connection_and_not_on_the_same_one() throws Exception {
        try (HttpsScript linking = HttpsScript.withChannelBinding(Pki.server(CA, "127.0.0.1"))) {
            String later = answer("202 Accepted", "Retry-After: 1\r\n", "");
            String laterAndClosed = answer("202 Accepted", "Retry-After: 1\r\nConnection: close\r\n", "");
            linking.on(later, laterAndClosed, redirect("307", "/again"), ISSUES);
            AtomicInteger signed = new AtomicInteger();
            RequestLinker linker = linker(signed);
            EstClient client = client(settings(linking.est()).linkingRequests());
            client.simpleEnroll(REQUEST, linker);
            client.simpleEnroll(REQUEST, linker);
            client.simpleEnroll(REQUEST, linker);
            assertThat(linking.seen()).extracting(HttpsScript.Seen::connection).containsExactly(1, 1, 2, 2);
            assertThat(linking.seen())
                    .allSatisfy(request -> assertThat(linkIn(request)).isEqualTo(request.tlsUnique()));
            assertThat(linking.seen().get(0).body())
                    .isEqualTo(linking.seen().get(1).body());
            assertThat(signed).hasValue(2);
        }
    }

    @Test
    void item_23_the_session_of_a_linked_request_is_not_resumed() throws Exception {
        try (HttpsScript linking = HttpsScript.withChannelBinding(Pki.server(CA, "127.0.0.1"))) {
            String closed = ISSUES.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
            linking.on(closed, closed, closed);
            EstClient client = client(settings(linking.est()).linkingRequests());
            for (int i = 0; i < 3; i++) {
                client.simpleEnroll(REQUEST, linker(new AtomicInteger()));
            }
            assertThat(linking.connections()).isEqualTo(3);
            assertThat(linking.seen())
                    .allSatisfy(request -> assertThat(linkIn(request)).isEqualTo(request.tlsUnique()));
            assertThat(linking.seen()).extracting(HttpsScript.Seen::tlsUnique).doesNotHaveDuplicates();
        }
    }

    @Test
    void item_24_a_server_of_TLS_1_3_alone_gets_no_linked_request_and_no_bogus_value() throws Exception {
        try (HttpsScript modern = HttpsScript.of(Pki.server(CA, "127.0.0.1"), "TLSv1.3", "TLS_AES_128_GCM_SHA256")) {
            assertThatExceptionOfType(EstException.Unreachable.class)
                    .isThrownBy(() -> client(settings(modern.est()).linkingRequests())
                            .simpleEnroll(REQUEST, linker(new AtomicInteger())));
            assertThat(modern.seen()).isEmpty();
        }
    }

    @Test
    void item_48_a_card_that_refuses_to_sign_sends_nothing_and_is_told_as_the_reason() throws Exception {
        try (HttpsScript linking = HttpsScript.withChannelBinding(Pki.server(CA, "127.0.0.1"))) {
            RequestLinker broken = (request, connection) -> {
                throw new SignatureException("the card is out");
            };
            assertThatExceptionOfType(EstException.Unreachable.class)
                    .isThrownBy(() ->
                            client(settings(linking.est()).linkingRequests()).simpleEnroll(REQUEST, broken))
                    .withMessageContaining("the card is out");
            assertThat(linking.seen()).isEmpty();
        }
    }

    @Test
    void a_server_that_closed_its_connection_is_still_known_by_its_certificate() throws Exception {
        try (HttpsScript linking = HttpsScript.withChannelBinding(Pki.server(CA, "127.0.0.1"))) {
            linking.on(ISSUES.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
            EstClient client = client(settings(linking.est()).linkingRequests());
            client.simpleEnroll(REQUEST, linker(new AtomicInteger()));
            long end = System.nanoTime() + Duration.ofSeconds(1).toNanos();
            while (client.channelBinding().isPresent() && System.nanoTime() < end) {
                Thread.onSpinWait(); // until the client's TLS has seen the end, which it is not always told
            }
            assertThat(client.serverChain()).hasSize(1);
        }
    }

    private static RequestLinker linker(AtomicInteger signed) {
        return (request, connection) -> {
            signed.incrementAndGet();
            return RequestPlan.of(RequestedNames.endpoint("dev1"))
                    .over(Optional.of(connection))
                    .linkingUnasked()
                    .sign(KEYS.getPublic(), KEYS.getPrivate());
        };
    }

    private static String linkIn(HttpsScript.Seen request) {
        Pkcs10 sent = Pkcs10.of(Base64.getMimeDecoder().decode(request.body()));
        return HexFormat.of().formatHex(Base64.getDecoder().decode(sent.link().orElseThrow()));
    }

    // ---- the time

    private static final String DATED = "Date: Mon, 23 Nov 2026 12:05:00 GMT\r\n";

    @Test
    void the_date_of_an_authorised_server_is_told_whatever_it_answers() throws EstException {
        server.on(
                answer("200 OK", DATED + "Content-Type: application/pkcs7-mime\r\n", CERT),
                answer("500 x", DATED, ""),
                answer("204 No Content", "Date: yesterday\r\n", ""));
        List<Instant> heard = new ArrayList<>();
        EstClient client = client(settings(server.est()).telling(heard::add));
        client.simpleEnroll(REQUEST);
        assertThatExceptionOfType(EstException.Refused.class).isThrownBy(() -> client.simpleEnroll(REQUEST));
        client.csrAttributes();
        assertThat(heard).containsExactly(Instant.parse("2026-11-23T12:05:00Z"), Instant.parse("2026-11-23T12:05:00Z"));
    }

    @Test
    void the_date_of_a_server_that_is_not_authorised_is_not_told() {
        server.on(answer("200 OK", DATED + "Content-Type: application/pkcs7-mime\r\n", CERT));
        List<Instant> heard = new ArrayList<>();
        HttpsEstSettings settings =
                HttpsEstSettings.of(server.est(), TrustAnchors.of(List.of(THIRD_PARTY.certificate())));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> client(settings.telling(heard::add)).simpleEnroll(REQUEST));
        assertThat(heard).isEmpty();
    }

    @Test
    void a_server_is_authorised_at_the_time_of_the_clock_here_or_later_where_that_was_never_set() throws EstException {
        Clock before = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        Clock after = Clock.fixed(Instant.parse("2120-01-01T00:00:00Z"), ZoneOffset.UTC);
        server.on(ISSUES);
        for (Clock wrong : List.of(before, after)) {
            assertThatExceptionOfType(EstException.Refused.class)
                    .isThrownBy(() -> client(settings(server.est()).with(ValidityClock.of(wrong)))
                            .simpleEnroll(REQUEST))
                    .withMessageContaining("the clock here says " + wrong.instant());
        }
        ValidityClock unset = new ValidityClock(before, Duration.ZERO, () -> true);
        assertThat(client(settings(server.est()).with(unset)).simpleEnroll(REQUEST))
                .isInstanceOf(Enrolment.Issued.class);
    }

    @Test
    void the_clock_here_counts_for_the_whole_path_and_the_hosts_does_not() throws Exception {
        Instant then = Instant.parse("1995-01-01T00:00:00Z");
        Duration year = Duration.ofDays(365);
        try (HttpsScript old = HttpsScript.of(Pki.server(CA, "127.0.0.1", then.minus(year), then.plus(year)))) {
            old.on(ISSUES);
            ValidityClock clock = ValidityClock.of(Clock.fixed(then, ZoneOffset.UTC));
            assertThat(client(settings(old.est()).with(clock)).simpleEnroll(REQUEST))
                    .isInstanceOf(Enrolment.Issued.class);
        }
    }

    // ---- 25 to 27: not yet

    @Test
    void item_25_202_is_honoured_in_seconds_and_as_a_date_and_the_request_stays_the_same() throws EstException {
        server.on(
                answer("202 Accepted", "Retry-After: 90\r\n", ""),
                answer("202 Accepted", "Retry-After: Mon, 23 Nov 2026 12:05:00 GMT\r\n", ""),
                answer("202 Accepted", "Retry-After: Monday, 23-Nov-26 12:05:00 GMT\r\n", ""),
                answer("202 Accepted", "Retry-After: Mon Nov 23 12:05:00 2026\r\n", ""),
                ISSUES);
        EstClient client =
                client(settings(server.est()).with(ValidityClock.of(Clock.fixed(TestCa.NOW, ZoneOffset.UTC))));
        assertThat(client.simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Pending(Duration.ofSeconds(90)));
        for (int form = 0; form < 3; form++) {
            assertThat(client.simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Pending(Duration.ofMinutes(5)));
        }
        assertThat(client.simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Issued(ISSUED));
        assertThat(server.seen()).extracting(HttpsScript.Seen::body).containsOnly(lines(REQUEST.der()));
    }

    @ParameterizedTest
    @CsvSource({
        "'', 60",
        "Retry-After: -5, 60",
        "Retry-After: soon, 60",
        "Retry-After: 1e9, 60",
        "Retry-After: 0, 1",
        "Retry-After: 99999999999999999999999999, 86400",
        "'Retry-After: Mon, 23 Nov 1926 12:05:00 GMT', 60",
        "'Retry-After: Tue, 23 Nov 1926 12:05:00 GMT', 1",
        "'Retry-After: Tue, 23 Nov 9999 12:05:00 GMT', 86400"
    })
    void item_26_202_with_a_missing_or_senseless_wait_is_bounded(String field, long seconds) throws EstException {
        server.on(answer("202 Accepted", field.isEmpty() ? "" : field + "\r\n", ""));
        assertThat(client().simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Pending(Duration.ofSeconds(seconds)));
    }

    @Test
    void item_27_202_for_ever_stays_a_wait_for_the_caller_to_end() throws EstException {
        String later = answer("202 Accepted", "Retry-After: 1\r\n", "");
        EstClient client = client();
        for (int i = 0; i < 5; i++) {
            server.on(later);
            assertThat(client.simpleEnroll(REQUEST)).isInstanceOf(Enrolment.Pending.class);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void a_202_to_a_GET_is_an_error_that_ends_the_run() {
        server.on(answer("202 Accepted", "Retry-After: 1\r\n", ""));
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(client()::caCertificates);
    }

    // ---- 30: redirects

    @ParameterizedTest
    @ValueSource(strings = {"301", "302", "307", "308"})
    void item_30_a_redirect_within_the_origin_is_followed_with_the_same_method_and_body(String status)
            throws EstException {
        server.on(redirect(status, "/elsewhere"), redirect(status, server.uri() + "/est2"), ISSUES);
        assertThat(client().simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Issued(ISSUED));
        assertThat(server.seen())
                .extracting(HttpsScript.Seen::line)
                .containsExactly(
                        "POST /.well-known/est/simpleenroll HTTP/1.1",
                        "POST /elsewhere HTTP/1.1",
                        "POST /est2 HTTP/1.1");
        assertThat(server.seen()).extracting(HttpsScript.Seen::body).containsOnly(lines(REQUEST.der()));
    }

    @Test
    void item_30_hops_are_limited() {
        for (int i = 0; i < 10; i++) {
            server.on(redirect("307", "/" + i));
        }
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> client(settings(server.est()).with(within(10_000, 10_000)))
                        .simpleEnroll(REQUEST))
                .withMessageContaining("more than 3 redirects");
        assertThat(server.seen()).hasSize(4);
    }

    @Test
    void item_30_a_POST_never_goes_to_another_origin() throws Exception {
        try (HttpsScript other = HttpsScript.of(Pki.server(CA, "127.0.0.1"))) {
            for (String target : List.of(
                    other.uri() + "/x",
                    "https://localhost:" + server.port() + "/x",
                    "https://[::1]:" + server.port() + "/x",
                    "//127.0.0.1:" + other.port() + "/x",
                    "http://127.0.0.1:" + server.port() + "/x",
                    "https://u:p@127.0.0.1:" + server.port() + "/x",
                    "file:///etc/passwd",
                    "https://",
                    "%%%",
                    "")) {
                server.on(redirect("307", target));
                assertThatExceptionOfType(EstException.Refused.class)
                        .as(target)
                        .isThrownBy(() -> client(settings(server.est()).with(credentials()))
                                .simpleEnroll(REQUEST));
            }
            assertThat(other.connections()).isZero();
            assertThat(server.seen()).allSatisfy(one -> assertThat(one.line()).contains("/.well-known/est/"));
        }
    }

    @Test
    void item_30_a_GET_goes_to_another_origin_whose_server_is_authorised_but_takes_no_password_there()
            throws Exception {
        try (HttpsScript other = HttpsScript.of(Pki.server(CA, "127.0.0.1"));
                HttpsScript stranger = HttpsScript.of(Pki.server(THIRD_PARTY, "127.0.0.1"))) {
            server.on(
                    redirect("302", other.uri() + "/bag"),
                    redirect("302", other.uri() + "/bag"),
                    redirect("302", stranger.uri() + "/bag"));
            other.on(ok("application/pkcs7-mime", BAG), answer("401 x", "WWW-Authenticate: Basic realm=\"r\"\r\n", ""));
            HttpsEstSettings settings = settings(server.est()).with(credentials());
            assertThat(client(settings).caCertificates()).hasSize(1);
            assertThatExceptionOfType(EstException.Refused.class).isThrownBy(client(settings)::caCertificates);
            assertThatExceptionOfType(EstException.Refused.class).isThrownBy(client(settings)::caCertificates);
            assertThat(other.seen())
                    .hasSize(2)
                    .allSatisfy(one -> assertThat(one.field("Authorization")).isEmpty());
            assertThat(stranger.seen()).isEmpty();
        }
    }

    // ---- 31: HTTP authentication

    @Test
    void item_31_answers_a_401_once_with_Basic() throws EstException {
        server.on(answer("401 x", "WWW-Authenticate: Basic realm=\"est\"\r\n", ""), ISSUES);
        client(settings(server.est()).with(credentials())).simpleEnroll(REQUEST);
        assertThat(server.seen())
                .extracting(one -> one.field("Authorization"))
                .containsExactly("", "Basic " + base64("dev1:rain".getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void item_31_prefers_Digest_with_SHA_256_over_MD5_over_Basic() throws EstException {
        server.on(answer("401 x", """
                        WWW-Authenticate: Basic realm="est", Digest realm="a", nonce="n", qop="auth", algorithm=MD5
                        WWW-Authenticate: Digest realm="b, \\"c\\"", nonce="n", qop="auth,auth-int", algorithm=SHA-256, opaque="o"
                        """.replace("\n", "\r\n"), ""), ISSUES);
        client(settings(server.est()).with(credentials())).simpleEnroll(REQUEST);
        assertThat(server.last().field("Authorization"))
                .startsWith(
                        "Digest username=\"dev1\", realm=\"b, \\\"c\\\"\", uri=\"/.well-known/est/simpleenroll\", algorithm=SHA-256, ")
                .endsWith(", opaque=\"o\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic realm=\"r\"", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""})
    void item_31_never_loops(String challenge) {
        String again = answer("401 x", "WWW-Authenticate: " + challenge + "\r\n", "no such user");
        server.on(again, again, again);
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(
                        () -> client(settings(server.est()).with(credentials())).simpleEnroll(REQUEST))
                .withMessageContaining("401");
        assertThat(server.seen()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Negotiate",
                "Bearer realm=\"r\"",
                "",
                ",,,",
                "Digest realm=\"r\"",
                "Digest realm=\"r\", nonce=\"n\", qop=\"auth\", algorithm=SHA-1",
                "Digest nonce"
            })
    void item_31_stops_at_a_scheme_it_does_not_know_and_leaves_the_connection(String challenge) throws EstException {
        server.on(answer("401 x", "WWW-Authenticate: " + challenge + "\r\n", ""), ISSUES);
        EstClient client = client(settings(server.est()).with(credentials()));
        assertThatExceptionOfType(EstException.Refused.class).isThrownBy(() -> client.simpleEnroll(REQUEST));
        client.simpleEnroll(REQUEST);
        assertThat(server.seen()).extracting(HttpsScript.Seen::connection).containsExactly(1, 2);
    }

    @Test
    void item_31_without_a_password_a_401_is_a_refusal() {
        server.on(answer("401 x", "WWW-Authenticate: Basic realm=\"r\"\r\n", ""));
        assertThatExceptionOfType(EstException.Refused.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void item_31_the_example_of_RFC_7616_section_3_9_1() throws Exception {
        Authentication mufasa = new Authentication(new HttpCredentials("Mufasa", "Circle of Life".toCharArray()));
        for (var one : List.of(
                List.of("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
                List.of("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"))) {
            Challenge challenge = Challenge.in(
                            "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", algorithm=" + one.get(0)
                                    + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"")
                    .get(0);
            assertThat(mufasa.digest(
                            challenge.parameters(),
                            "GET",
                            "/dir/index.html",
                            "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"))
                    .contains("response=\"" + one.get(1) + "\"");
        }
    }

    @Test
    void item_49_a_password_is_not_shown() {
        assertThat(credentials()).hasToString("user \"dev1\", password of 4 bytes");
    }

    // ---- 32 to 35, 38: answers that are no good

    @ParameterizedTest
    @ValueSource(
            strings = {
                "400 Bad Request",
                "403 Forbidden",
                "404 Not Found",
                "415 x",
                "500 x",
                "502 x",
                "303 See Other",
                "206 Partial"
            })
    void item_32_any_other_status_is_a_refusal_whose_words_are_made_harmless(String status) {
        server.on(answer(status, "Content-Type: text/plain\r\n", "\u0007no\u001b[2J" + "x".repeat(5000)));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> client().simpleEnroll(REQUEST))
                .withMessageContaining("HTTP " + status.substring(0, 3))
                .satisfies(refused ->
                        assertThat(refused.getMessage()).hasSizeLessThan(1001).doesNotContain("\u001b", "\u0007"));
        assertThat(server.seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"503 Busy", "429 Too Many"})
    void item_32_a_busy_server_says_when_to_come_back(String status) {
        server.on(answer(status, "Retry-After: 30\r\n", ""));
        assertThatExceptionOfType(EstException.Unreachable.class)
                .isThrownBy(() -> client().simpleEnroll(REQUEST))
                .satisfies(busy -> assertThat(busy.retryAfter()).contains(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/html",
                "application/pkix-cert",
                "multipart/mixed; boundary=x",
                "application/pkcs7-mime; smime-type=CMC-response",
                "application/pkcs7-mimes",
                "application/csrattrs"
            })
    void item_33_another_content_type_is_refused(String type) {
        server.on(ok(type, CERT));
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
    }

    @Test
    void item_33_no_content_type_is_refused() {
        server.on(answer("200 OK", "", CERT));
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "====", "not base64!", "-----BEGIN PKCS7-----", "MIIB", "AAAA"})
    void item_34_a_body_that_is_not_base64_or_not_CMS_is_refused(String body) {
        server.on(
                ok("application/pkcs7-mime", body),
                ok("application/pkcs7-mime", CERT.substring(0, CERT.length() / 8 * 4)));
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
    }

    @Test
    void item_34_a_body_cut_short_is_no_answer() {
        server.on(
                "HTTP/1.1 200 OK\r\nContent-Type: application/pkcs7-mime\r\nContent-Length: 5000\r\nX: connection: close\r\n\r\nMIIB");
        assertThatExceptionOfType(EstException.Unreachable.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
    }

    @Test
    void item_34_500_damaged_answers_are_refused_cleanly() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        EstClient client = client();
        for (int i = 0; i < 500; i++) {
            byte[] bad = ISSUES.getBytes(StandardCharsets.ISO_8859_1);
            int head = ISSUES.indexOf("\r\n\r\n") + 4;
            for (int n = random.nextInt(4); n >= 0; n--) {
                bad[head + random.nextInt(bad.length - head)] = (byte) random.nextInt(256);
            }
            server.on(new String(bad, StandardCharsets.ISO_8859_1));
            try {
                // a byte of the signature, which is not judged here, may differ
                assertThat(client.simpleEnroll(REQUEST)).isInstanceOf(Enrolment.Issued.class);
            } catch (EstException refused) {
                assertThat(refused).as("seed " + seed).isInstanceOf(EstException.Unreadable.class);
            }
        }
    }

    @Test
    void item_34_500_random_fields_of_HTTP_are_read_or_refused() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        String characters = "Digest Basic=\",\\ \t:;realm nonce 0123456789 Mon, 23 Nov GMT é\0";
        for (int i = 0; i < 1000; i++) {
            StringBuilder field = new StringBuilder();
            for (int n = random.nextInt(60); n > 0; n--) {
                field.append(characters.charAt(random.nextInt(characters.length())));
            }
            assertThat(Challenge.in(field.toString())).as("seed " + seed).isNotNull();
            assertThat(RetryAfter.read(field.toString(), Clock.systemUTC()).orElse(Duration.ZERO))
                    .as("seed " + seed)
                    .isBetween(Duration.ZERO, Duration.ofDays(365));
            assertThat(MediaType.matches(EstContentType.CERTS_ONLY, field.toString()))
                    .as("seed " + seed)
                    .isFalse();
        }
    }

    @Test
    void item_35_a_certificate_for_another_key_is_refused_and_ours_found_among_several() throws EstException {
        X509Certificate other = CA.issue("CN=dev1", TestCa.keyPair().getPublic());
        server.on(
                ok("application/pkcs7-mime", base64(TestCa.certsOnly(other))),
                ok("application/pkcs7-mime", base64(TestCa.certsOnly(CA.certificate(), other, ISSUED))));
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
        assertThat(client().simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Issued(ISSUED));
    }

    @Test
    void item_38_an_announced_body_that_is_too_large_is_not_awaited() {
        server.on("HTTP/1.1 200 OK\r\nContent-Type: application/pkcs7-mime\r\nContent-Length: 99999999\r\n\r\nMII"
                + HttpsScript.SILENCE);
        tooLarge();
    }

    @Test
    void item_38_a_chunked_body_is_left_at_the_limit() {
        String chunk = "8000\r\n" + "A".repeat(0x8000) + "\r\n";
        server.on("HTTP/1.1 200 OK\r\nContent-Type: application/pkcs7-mime\r\nTransfer-Encoding: chunked\r\n\r\n"
                + chunk.repeat(10) + HttpsScript.SILENCE);
        tooLarge();
    }

    @Test
    void item_38_a_body_that_is_too_large_only_when_decoded_is_refused() {
        HttpsEstLimits small =
                new HttpsEstLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 100, 0);
        server.on(ISSUES);
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() -> client(settings(server.est()).with(small)).simpleEnroll(REQUEST))
                .withMessageContaining("at most 100");
    }

    private void tooLarge() {
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() -> client().simpleEnroll(REQUEST))
                .withMessageContaining("larger than 65536 bytes");
    }

    // ---- 39: time

    @Test
    void item_39_a_server_that_says_nothing_is_left_after_the_time_for_headers() {
        server.on(HttpsScript.SILENCE);
        leaves(within(700, 20_000), "no answer within PT0.7S");
    }

    @Test
    void item_39_a_body_that_stalls_is_left_after_the_time_for_all() {
        server.on("HTTP/1.1 200 OK\r\nContent-Type: application/pkcs7-mime\r\nContent-Length: 500\r\n\r\nMII"
                + HttpsScript.SILENCE);
        leaves(within(20_000, 2_500), "not complete within PT2.5S");
    }

    @Test
    void item_39_a_handshake_that_stalls_is_left() throws Exception {
        try (var mute = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EstUri uri = new EstUri(URI.create("https://127.0.0.1:" + mute.getLocalPort()), Optional.empty());
            assertThatExceptionOfType(EstException.Unreachable.class)
                    .isThrownBy(
                            () -> client(settings(uri).with(within(700, 2_500))).simpleEnroll(REQUEST));
        }
    }

    private void leaves(HttpsEstLimits limits, String words) {
        assertThatExceptionOfType(EstException.Unreachable.class)
                .isThrownBy(() -> client(settings(server.est()).with(limits)).simpleEnroll(REQUEST))
                .withMessageContaining(words);
    }

    @Test
    void nobody_there_is_out_of_reach() throws Exception {
        server.close();
        assertThatExceptionOfType(EstException.Unreachable.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
    }

    @Test
    void an_interrupt_ends_the_wait_and_stays_set() {
        server.on(HttpsScript.SILENCE);
        Thread.currentThread().interrupt();
        assertThatExceptionOfType(EstException.Unreachable.class).isThrownBy(() -> client().simpleEnroll(REQUEST));
        assertThat(Thread.interrupted()).isTrue();
    }

    private static HttpsEstLimits within(int headers, int all) {
        return new HttpsEstLimits(
                Duration.ofSeconds(10), Duration.ofMillis(headers), Duration.ofMillis(all), EstAnswer.MAX_BODY, 3);
    }

    private EstClient client() {
        return client(settings(server.est()));
    }

    private static EstClient client(HttpsEstSettings settings) {
        return new EstClient(settings.transport());
    }

    private static HttpsEstSettings settings(EstUri uri) {
        return HttpsEstSettings.of(uri, TrustAnchors.of(List.of(CA.certificate())));
    }

    private static HttpCredentials credentials() {
        return new HttpCredentials("dev1", "rain".toCharArray());
    }

    private static String base64(byte[] der) {
        return Base64.getEncoder().encodeToString(der);
    }

    private static String lines(byte[] der) {
        return Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n";
    }

    private static String ok(String type, String body) {
        return answer("200 OK", "Content-Type: " + type + "\r\n", body);
    }

    private static String redirect(String status, String to) {
        return answer(status + " x", "Location: " + to + "\r\n", "");
    }

    private static String answer(String status, String fields, String body) {
        return "HTTP/1.1 %s\r\n%sContent-Length: %d\r\n\r\n%s".formatted(status, fields, body.length(), body);
    }
}
