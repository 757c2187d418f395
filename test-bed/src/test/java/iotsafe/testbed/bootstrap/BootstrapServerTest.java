package iotsafe.testbed.bootstrap;

import static iotsafe.testbed.TestDevice.certificates;
import static iotsafe.testbed.TestDevice.csr;
import static iotsafe.testbed.TestDevice.enrolment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import iotsafe.testbed.TestDevice;
import iotsafe.testbed.bootstrap.ManagementAccount.Mode;
import iotsafe.testbed.bootstrap.ManagementAccount.Usage;
import iotsafe.testbed.ca.CertificateAuthority;
import iotsafe.testbed.ca.CommonName;
import iotsafe.testbed.ca.P256;
import iotsafe.testbed.ca.ServerIdentity;
import iotsafe.testbed.events.Event;
import iotsafe.testbed.weather.Forecast;
import iotsafe.testbed.weather.Weather;
import java.io.IOException;
import java.net.URI;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.codec.DefaultLwM2mDecoder;
import org.eclipse.leshan.core.request.ContentFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The real server on the loopback address, met by a Californium client over real DTLS. */
class BootstrapServerTest {
    private static final CertificateAuthority CA = CertificateAuthority.create(Clock.systemUTC());
    private static final ServerIdentity IDENTITY = ServerIdentity.create(CA, "bootstrap-server");
    private static final LwM2mModel MODEL = new StaticModel(ObjectLoader.loadDefault());

    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();
    private final KeyPair keys = P256.generate();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    private BootstrapServer server(Forecast forecast) throws IOException {
        return server(forecast, Mode.EST, Usage.TRUST_ANCHOR);
    }

    private BootstrapServer server(Forecast forecast, Mode mode, Usage usage) throws IOException {
        ManagementAccount account =
                new ManagementAccount(URI.create("coaps://127.0.0.1:5684"), mode, usage, CA.certificate());
        BootstrapServer server =
                BootstrapServer.start(new BootstrapServer.Setup(CA, IDENTITY, account, forecast, events::add, 0));
        open.add(server);
        return server;
    }

    private TestDevice device(BootstrapServer server) {
        return keep(TestDevice.certified(server.uri(), CA, "dev1"));
    }

    private TestDevice device(Weather... weathers) throws IOException {
        return device(server(Forecast.of(weathers)));
    }

    private TestDevice keep(TestDevice device) {
        open.add(device);
        return device;
    }

    private X509Certificate enrolled(TestDevice device) throws Exception {
        Response response = device.sen(csr("dev1", keys), 287);
        assertThat(response.getCode()).isEqualTo(ResponseCode.CHANGED);
        return certificates(response.getPayload()).get(0);
    }

    // --- RFC 9148 §4.1, §4.3: what a fair day looks like ---

    @Test
    void RFC9148_4_3_crts_answers_281_with_the_CA_in_a_certs_only_envelope_when_nothing_is_asked() throws Exception {
        Response response = device().crts(-1);
        assertThat(response.getCode()).isEqualTo(ResponseCode.CONTENT);
        assertThat(response.getOptions().getContentFormat()).isEqualTo(281);
        assertThat(certificates(response.getPayload())).containsExactly(CA.certificate());
        // ContentInfo, id-signedData
        assertThat(response.getPayload())
                .containsSequence(0x06, 0x09, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02);
    }

    @Test
    void RFC9148_4_3_sen_answers_2_04_with_281_unless_287_is_accepted() throws Exception {
        TestDevice device = device();
        Response envelope = device.sen(csr("dev1", keys), -1);
        assertThat(envelope.getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(envelope.getOptions().getContentFormat()).isEqualTo(281);
        assertThat(certificates(envelope.getPayload())).hasSize(1);

        Response bare = device.sen(csr("dev1", keys), 287);
        assertThat(bare.getOptions().getContentFormat()).isEqualTo(287);
        X509Certificate issued = certificates(bare.getPayload()).get(0);
        assertThat(bare.getPayload()).isEqualTo(issued.getEncoded());
        assertThat(issued.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(CommonName.of(issued)).contains("dev1");
        issued.verify(CA.certificate().getPublicKey());
    }

    @Test
    void RFC9148_4_1_discovery_lists_both_resources_with_their_types_and_formats() throws Exception {
        Response response = device().send(Request.newGet(), "/.well-known/core?rt=ace.est*");
        assertThat(response.getPayloadString())
                .contains("</.well-known/est/crts>;ct=\"281 287\";rt=\"ace.est.crts\"")
                .contains("</.well-known/est/sen>;ct=\"281 287\";rt=\"ace.est.sen\"");
    }

    @Test
    void RFC9148_3_bootstrap_crts_and_sen_share_one_DTLS_session() throws Exception {
        TestDevice device = device();
        assertThat(device.send(Request.newPost(), "/bs?ep=dev1").getCode()).isEqualTo(ResponseCode.CHANGED);
        await().until(() -> events.stream().anyMatch(event -> event.name().equals("bootstrap-finished")));
        device.crts(281);
        enrolled(device);

        assertThat(events)
                .extracting(Event::name)
                .containsExactly("bootstrap-started", "bootstrap-finished", "est-crts", "est-sen");
        assertThat(events)
                .extracting(event -> event.detail("session"))
                .containsOnly(events.get(0).detail("session"));
        assertThat(events.get(0).detail("session")).matches("[0-9A-F]{64}");
        assertThat(events.get(0).detail("endpoint")).isEqualTo("dev1");
        assertThat(events.get(3).details()).containsEntry("peer", "dev1").containsEntry("status", "2.04");
    }

    // --- RFC 9148 §4.5: refusals ---

    @Test
    void RFC9148_4_5_a_request_for_another_name_than_the_peers_is_4_03() throws Exception {
        assertThat(device().sen(csr("dev2", keys), 287).getCode()).isEqualTo(ResponseCode.FORBIDDEN);
    }

    @Test
    void RFC9148_4_5_a_request_not_signed_by_its_own_key_is_4_00() throws Exception {
        byte[] foreign = csr("dev1", keys.getPublic(), P256.generate().getPrivate());
        assertThat(device().sen(foreign, 287).getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
    }

    @Test
    void RFC7252_5_10_3_another_content_format_than_286_is_4_15() throws Exception {
        Request request = enrolment(csr("dev1", keys), 287);
        request.getOptions().setContentFormat(0);
        assertThat(device().send(request, "/.well-known/est/sen").getCode())
                .isEqualTo(ResponseCode.UNSUPPORTED_CONTENT_FORMAT);
    }

    @Test
    void RFC7252_5_10_4_an_Accept_that_is_neither_281_nor_287_is_4_06() throws Exception {
        TestDevice device = device();
        assertThat(device.crts(50).getCode()).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
        assertThat(device.sen(csr("dev1", keys), 50).getCode()).isEqualTo(ResponseCode.NOT_ACCEPTABLE);
    }

    @Test
    void RFC9148_3_a_client_without_certificate_gets_no_association() throws Exception {
        BootstrapServer server = server(Forecast.FAIR);
        Request request = Request.newGet();
        TestDevice device = keep(TestDevice.anonymous(server.uri(), CA.certificate()));
        assertThat(device.send(request, "/.well-known/est/crts", Duration.ofSeconds(3)))
                .isNull();
        assertThat(request.getSendError()).hasMessageContaining("BAD_CERTIFICATE");
    }

    @Test
    void RFC9148_3_a_client_with_a_pre_shared_key_gets_no_association() throws Exception {
        BootstrapServer server = server(Forecast.FAIR);
        Request request = Request.newGet();
        TestDevice device = keep(TestDevice.withPsk(server.uri()));
        assertThat(device.send(request, "/.well-known/est/crts", Duration.ofSeconds(3)))
                .isNull();
        assertThat(request.getSendError()).hasMessageContaining("HANDSHAKE_FAILURE");
    }

    @Test
    void a_certificate_of_another_CA_of_the_same_name_gets_no_association() throws Exception {
        BootstrapServer server = server(Forecast.FAIR);
        X509Certificate certificate = CertificateAuthority.create(Clock.systemUTC())
                .issue(CA.device("dev1", keys.getPublic(), Duration.ofDays(1)));
        Request request = Request.newGet();
        TestDevice device = keep(TestDevice.certified(server.uri(), CA.certificate(), certificate, keys.getPrivate()));
        assertThat(device.send(request, "/.well-known/est/crts", Duration.ofSeconds(3)))
                .isNull();
        assertThat(request.getSendError()).isNotNull();
    }

    @Test
    void LwM2M_a_bootstrap_request_under_another_name_than_the_certificates_is_4_00() throws Exception {
        assertThat(device().send(Request.newPost(), "/bs?ep=dev2").getCode()).isEqualTo(ResponseCode.BAD_REQUEST);
        assertThat(events).extracting(Event::name).containsExactly("bootstrap-refused");
    }

    // --- what a bootstrap writes ---

    private LwM2mObjectInstance written(TestDevice device, String path) {
        Request write = device.written.stream()
                .filter(request -> request.getOptions().getUriPathString().equals(path))
                .filter(request -> request.getPayloadSize() > 0)
                .findAny()
                .orElseThrow();
        return (LwM2mObjectInstance) new DefaultLwM2mDecoder()
                .decode(
                        write.getPayload(),
                        ContentFormat.fromCode(write.getOptions().getContentFormat()),
                        new LwM2mPath("/" + path),
                        MODEL);
    }

    private TestDevice bootstrapped(BootstrapServer server) throws Exception {
        TestDevice device = device(server);
        assertThat(device.send(Request.newPost(), "/bs?ep=dev1&pct=11542").getCode())
                .isEqualTo(ResponseCode.CHANGED);
        await().until(() -> events.stream().anyMatch(event -> event.name().equals("bootstrap-finished")));
        return device;
    }

    @Test
    void LwM2M_Transport_5_2_9_5_the_account_has_mode_4_the_CA_as_anchor_and_empty_keys() throws Exception {
        TestDevice device = bootstrapped(server(Forecast.FAIR));
        assertThat(device.written)
                .extracting(request ->
                        request.getCode() + " /" + request.getOptions().getUriPathString())
                .containsExactly("DELETE /0", "DELETE /1", "PUT /0/1", "PUT /1/0", "POST /bs");
        LwM2mObjectInstance security = written(device, "0/1");
        assertThat(security.getResource(0).getValue()).isEqualTo("coaps://127.0.0.1:5684");
        assertThat(security.getResource(1).getValue()).isEqualTo(false);
        assertThat(security.getResource(2).getValue()).isEqualTo(4L);
        assertThat((byte[]) security.getResource(3).getValue()).isEmpty();
        assertThat((byte[]) security.getResource(4).getValue())
                .isEqualTo(CA.certificate().getEncoded());
        assertThat((byte[]) security.getResource(5).getValue()).isEmpty();
        assertThat(security.getResource(10).getValue()).isEqualTo(123L);
        assertThat(security.getResource(15).getValue()).hasToString("2");
        LwM2mObjectInstance server = written(device, "1/0");
        assertThat(server.getResource(0).getValue()).isEqualTo(123L);
        assertThat(server.getResource(1).getValue()).isEqualTo(300L);
        assertThat(server.getResource(7).getValue()).isEqualTo("U");
    }

    @Test
    void mode_2_and_usage_3_are_written_when_asked_for() throws Exception {
        LwM2mObjectInstance security =
                written(bootstrapped(server(Forecast.FAIR, Mode.X509, Usage.DOMAIN_ISSUED)), "0/1");
        assertThat(security.getResource(2).getValue()).isEqualTo(2L);
        assertThat(security.getResource(15).getValue()).hasToString("3");
    }

    @Test
    void weather_omit_keys_leaves_resources_3_and_5_out() throws Exception {
        LwM2mObjectInstance security = written(bootstrapped(server(Forecast.of(Weather.OMIT_KEYS))), "0/1");
        assertThat(security.getResources()).containsKeys(0, 2, 4).doesNotContainKeys(3, 5);
    }

    @Test
    void weather_no_server_uri_leaves_resource_0_out() throws Exception {
        LwM2mObjectInstance security = written(bootstrapped(server(Forecast.of(Weather.NO_SERVER_URI))), "0/1");
        assertThat(security.getResources()).doesNotContainKey(0);
    }

    @Test
    void weather_close_after_finish_ends_the_association() throws Exception {
        TestDevice device = bootstrapped(server(Forecast.of(Weather.CLOSE_AFTER_FINISH)));
        await().untilAsserted(() -> assertThat(handshakes(device)).hasSize(2));
    }

    /** OMA LwM2M Core 6.1.7: one request of each session is not what it was meant to be, another one each time. */
    @Test
    void weather_nonsense_spoils_each_write_and_delete_in_turn_and_then_none() throws Exception {
        TestDevice device = device(server(Forecast.of(Weather.NONSENSE)));
        List<String> fair = sessionOf(bootstrapped(server(Forecast.FAIR)));
        List<NonsenseSessions.Case> all = NonsenseSessions.all();
        for (NonsenseSessions.Case wrong : all) {
            List<String> spoilt = bootstrapOnceMore(device);
            List<String> right = new ArrayList<>(fair);
            right.retainAll(spoilt);
            assertThat(spoilt).as(wrong.toString()).isNotEqualTo(fair);
            assertThat(right)
                    .as(wrong.toString())
                    .hasSize(
                            switch (wrong.part()) {
                                case WRITE, DELETE -> fair.size() - 1;
                                case ACCOUNTS ->
                                    wrong.nonsense() == Nonsense.NO_ACCOUNT ? fair.size() - 2 : fair.size();
                            });
        }
        assertThat(bootstrapOnceMore(device)).isEqualTo(fair);
        assertThat(events.stream().filter(event -> event.name().equals("bootstrap-nonsense")))
                .extracting(event -> event.detail("what"))
                .containsExactlyElementsOf(
                        all.stream().map(NonsenseSessions.Case::toString).toList());
    }

    private List<String> bootstrapOnceMore(TestDevice device) throws InterruptedException {
        device.written.clear();
        assertThat(device.send(Request.newPost(), "/bs?ep=dev1&pct=11542").getCode())
                .isEqualTo(ResponseCode.CHANGED);
        await().until(() -> device.written.stream()
                .anyMatch(request -> request.getOptions().getUriPathString().equals("bs")));
        return sessionOf(device);
    }

    /** What a device saw of a session, each request in a line. */
    private static List<String> sessionOf(TestDevice device) {
        return device.written.stream()
                .map(request -> "%s /%s %d %s"
                        .formatted(
                                request.getCode(),
                                request.getOptions().getUriPathString(),
                                request.getOptions().getContentFormat(),
                                Arrays.hashCode(request.getPayload())))
                .toList();
    }

    @Test
    void without_weather_the_association_outlives_the_bootstrap() throws Exception {
        TestDevice device = bootstrapped(server(Forecast.FAIR));
        assertThat(handshakes(device)).hasSize(1);
    }

    /** When the associations were made that the last bootstrap write and a request after it travelled on. */
    private static Set<Long> handshakes(TestDevice device) throws InterruptedException {
        return Stream.of(device.written.get(0), device.crts(281))
                .map(message -> message.getSourceContext().get(DtlsEndpointContext.KEY_HANDSHAKE_TIMESTAMP))
                .collect(Collectors.toSet());
    }

    @Test
    void weather_server_certificate_client_auth_only_is_what_a_strict_client_refuses() throws Exception {
        BootstrapServer server = server(Forecast.of(Weather.SERVER_CERTIFICATE_CLIENT_AUTH_ONLY));
        Request request = Request.newGet();
        TestDevice device = device(server);
        assertThat(device.send(request, "/.well-known/est/crts", Duration.ofSeconds(3)))
                .isNull();
        assertThat(request.getSendError()).hasMessageContaining("Key Usage");
    }

    // --- EST weather ---

    @Test
    void weather_sen_503_says_Max_Age_1_that_often_and_then_issues() throws Exception {
        TestDevice device = device(server(Forecast.parse(List.of("sen-503=2"))));
        for (int turn = 0; turn < 2; turn++) {
            Response later = device.sen(csr("dev1", keys), 287);
            assertThat(later.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
            assertThat(later.getOptions().hasMaxAge()).isTrue();
            assertThat(later.getOptions().getMaxAge()).isEqualTo(1L);
        }
        enrolled(device);
    }

    @Test
    void weather_sen_503_no_max_age_leaves_the_option_out_once() throws Exception {
        TestDevice device = device(Weather.SEN_503_NO_MAX_AGE);
        Response later = device.sen(csr("dev1", keys), 287);
        assertThat(later.getCode()).isEqualTo(ResponseCode.SERVICE_UNAVAILABLE);
        assertThat(later.getOptions().hasMaxAge()).isFalse();
        enrolled(device);
    }

    @Test
    void weather_truncated_sends_half_of_it() throws Exception {
        TestDevice device = device(Weather.CRTS_TRUNCATED, Weather.SEN_TRUNCATED);
        assertThat(device.crts(287).getPayload())
                .isEqualTo(Arrays.copyOf(
                        CA.certificate().getEncoded(), CA.certificate().getEncoded().length / 2));
        assertThat(device.sen(csr("dev1", keys), 287).getPayloadSize()).isBetween(150, 350);
    }

    @Test
    void weather_oversized_pads_to_200_kB() throws Exception {
        TestDevice device = device(Weather.CRTS_OVERSIZED, Weather.SEN_OVERSIZED);
        assertThat(device.crts(281).getPayloadSize()).isEqualTo(200_000);
        assertThat(device.sen(csr("dev1", keys), 281).getPayloadSize()).isEqualTo(200_000);
    }

    @Test
    void weather_garbage_is_no_DER() throws Exception {
        TestDevice device = device(Weather.CRTS_GARBAGE, Weather.SEN_GARBAGE);
        assertThat(device.crts(281).getPayload()).hasSize(300).startsWith(0xFF);
        assertThat(device.sen(csr("dev1", keys), 287).getPayload()).hasSize(300).startsWith(0xFF);
    }

    @Test
    void weather_wrong_content_format_says_text() throws Exception {
        TestDevice device = device(Weather.CRTS_WRONG_CONTENT_FORMAT, Weather.SEN_WRONG_CONTENT_FORMAT);
        assertThat(device.crts(281).getOptions().getContentFormat()).isZero();
        assertThat(device.sen(csr("dev1", keys), 287).getOptions().getContentFormat())
                .isZero();
    }

    @Test
    void weather_slow_acknowledges_and_answers_later_by_itself() throws Exception {
        TestDevice device = device(server(Forecast.parse(List.of("sen-slow=700"))));
        long start = System.nanoTime();
        Request request = enrolment(csr("dev1", keys), 287);
        assertThat(device.send(request, "/.well-known/est/sen").getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(request.isAcknowledged()).isTrue();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
    }

    @Test
    void weather_silence_neither_acknowledges_nor_answers() throws Exception {
        TestDevice device = device(Weather.SEN_SILENCE);
        device.crts(281);
        Request request = enrolment(csr("dev1", keys), 287);
        assertThat(device.send(request, "/.well-known/est/sen", Duration.ofMillis(500)))
                .isNull();
        assertThat(request.isAcknowledged()).isFalse();
    }

    @Test
    void certificate_weather_reaches_the_enrolled_certificate() throws Exception {
        assertThat(enrolled(device(Weather.WRONG_KEY)).getPublicKey()).isNotEqualTo(keys.getPublic());
    }

    @Test
    void a_taken_port_is_an_error_that_names_it() throws Exception {
        BootstrapServer first = server(Forecast.FAIR);
        ManagementAccount account = new ManagementAccount(
                URI.create("coaps://127.0.0.1:5684"), Mode.EST, Usage.TRUST_ANCHOR, CA.certificate());
        int port = first.uri().getPort();
        assertThatThrownBy(() -> BootstrapServer.start(
                        new BootstrapServer.Setup(CA, IDENTITY, account, new Forecast(Map.of()), events::add, port)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("127.0.0.1:" + port);
    }
}
