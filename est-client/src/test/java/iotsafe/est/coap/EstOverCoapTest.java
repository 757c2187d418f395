package iotsafe.est.coap;

import static iotsafe.est.coap.ScriptedServer.answer;
import static iotsafe.est.coap.ScriptedServer.response;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import iotsafe.est.Enrolment;
import iotsafe.est.EstAnswer;
import iotsafe.est.EstClient;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.Pkcs10;
import iotsafe.est.TestCa;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MessageObserver;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.interceptors.MessageInterceptor;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9148 over a real CoAP stack on loopback, without DTLS; the numbers are those of the conformance checklist. */
@Timeout(20)
class EstOverCoapTest {
    private static final String SEN = ".well-known/est/sen";
    private static final String CRTS = ".well-known/est/crts";
    private static final AssociationCheck ANY = answered -> true;
    private static final CoapEstLimits PATIENT = new CoapEstLimits(Duration.ofSeconds(15), EstAnswer.MAX_BODY);
    private static final CoapEstLimits HASTY = new CoapEstLimits(Duration.ofMillis(300), EstAnswer.MAX_BODY);

    private static final TestCa ROOT = TestCa.root("CN=Root");
    private static final TestCa CA = ROOT.intermediate("CN=Device CA");
    private static final KeyPair KEYS = TestCa.keyPair();
    private static final Pkcs10 REQUEST = TestCa.request("CN=dev1", KEYS);
    private static final X509Certificate ISSUED = CA.issue("CN=dev1", KEYS.getPublic());
    private static final ScriptedServer.Act ISSUES =
            answer(ResponseCode.CHANGED, EstContentType.CERTS_ONLY, TestCa.certsOnly(ISSUED));

    @AutoClose
    private final ScriptedServer server = new ScriptedServer();

    private final CoapEndpoint endpoint;

    EstOverCoapTest() throws IOException {
        endpoint = server.client();
    }

    private EstClient client() {
        return client(server.uri(), PATIENT);
    }

    private EstClient client(URI base, CoapEstLimits limits) {
        return client(endpoint, server.address(), base, limits);
    }

    private static EstClient client(CoapEndpoint endpoint, InetSocketAddress peer, URI base, CoapEstLimits limits) {
        return new EstClient(new CoapEstTransport(endpoint, new AddressEndpointContext(peer), base, limits, ANY));
    }

    private X509Certificate enrol() throws EstException {
        return ((Enrolment.Issued) client().simpleEnroll(REQUEST)).certificate();
    }

    private Duration pending() throws EstException {
        return ((Enrolment.Pending) client().simpleEnroll(REQUEST)).retryAfter();
    }

    // what is asked

    @Test
    void item_5_sen_is_a_confirmable_POST_of_DER_in_286_that_accepts_287() throws Exception {
        server.on(SEN, answer(ResponseCode.CHANGED, EstContentType.CERTIFICATE, ISSUED.getEncoded()));
        assertThat(enrol()).isEqualTo(ISSUED);
        assertThat(server.seen()).singleElement().satisfies(request -> {
            assertThat(request.getType()).isEqualTo(CoAP.Type.CON);
            assertThat(request.getCode()).isEqualTo(CoAP.Code.POST);
            assertThat(request.getOptions().getContentFormat()).isEqualTo(286);
            assertThat(request.getOptions().getAccept()).isEqualTo(287);
            assertThat(request.getPayload()).isEqualTo(REQUEST.der());
        });
    }

    @Test
    void item_5_crts_is_a_confirmable_GET_that_accepts_281() throws EstException {
        server.on(CRTS, answer(ResponseCode.CONTENT, EstContentType.CERTS_ONLY, TestCa.certsOnly(ROOT.certificate())));
        assertThat(client().caCertificates()).containsExactly(ROOT.certificate());
        assertThat(server.seen()).singleElement().satisfies(request -> {
            assertThat(request.getType()).isEqualTo(CoAP.Type.CON);
            assertThat(request.getCode()).isEqualTo(CoAP.Code.GET);
            assertThat(request.getOptions().hasContentFormat()).isFalse();
            assertThat(request.getOptions().getAccept()).isEqualTo(281);
            assertThat(request.getPayloadSize()).isZero();
        });
    }

    @Test
    void item_5_sren_is_asked_as_sen_is_and_has_the_same_outcomes() throws Exception {
        server.on(
                ".well-known/est/sren",
                answer(ResponseCode.CHANGED, EstContentType.CERTIFICATE, ISSUED.getEncoded()),
                answer(ResponseCode.SERVICE_UNAVAILABLE),
                answer(ResponseCode.FORBIDDEN));
        assertThat(client().simpleReenroll(REQUEST)).isEqualTo(new Enrolment.Issued(ISSUED));
        assertThat(client().simpleReenroll(REQUEST)).isInstanceOf(Enrolment.Pending.class);
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> client().simpleReenroll(REQUEST))
                .withMessageStartingWith("simplereenroll");
        assertThat(server.seen()).allSatisfy(request -> {
            assertThat(request.getOptions().getContentFormat()).isEqualTo(286);
            assertThat(request.getOptions().getAccept()).isEqualTo(287);
            assertThat(request.getPayload()).isEqualTo(REQUEST.der());
        });
    }

    @Test
    void item_5_att_is_a_GET_that_accepts_285_and_no_list_is_no_wish() throws Exception {
        server.on(
                ".well-known/est/att",
                answer(ResponseCode.CONTENT, 285, new byte[] {0x30, 0}),
                answer(ResponseCode.NOT_FOUND),
                answer(ResponseCode.METHOD_NOT_ALLOWED),
                answer(ResponseCode.NOT_IMPLEMENTED));
        EstClient client = client(server.uri().resolve("/.well-known/est"), PATIENT);
        for (int i = 0; i < 4; i++) {
            assertThat(client.csrAttributes().isEmpty()).isTrue();
        }
        assertThat(server.seen()).allSatisfy(request -> {
            assertThat(request.getCode()).isEqualTo(CoAP.Code.GET);
            assertThat(request.getOptions().getAccept()).isEqualTo(285);
        });
    }

    @Test
    void item_20_a_server_that_forbids_att_is_not_taken_for_one_without_wishes() {
        server.on(".well-known/est/att", answer(ResponseCode.FORBIDDEN));
        assertThatExceptionOfType(EstException.Refused.class).isThrownBy(() -> client().csrAttributes());
    }

    @Test
    void item_6_a_server_that_does_not_know_Accept_is_asked_without() throws EstException {
        server.on(SEN, answer(ResponseCode.BAD_OPTION), ISSUES);
        assertThat(enrol()).isEqualTo(ISSUED);
        assertThat(server.seen())
                .extracting(request -> request.getOptions().hasAccept())
                .containsExactly(true, false);
    }

    @Test
    void item_6_sen_takes_281_though_287_was_asked_for() throws EstException {
        server.on(SEN, ISSUES);
        assertThat(enrol()).isEqualTo(ISSUED);
    }

    @Test
    void item_6_after_4_06_sen_asks_once_more_for_281() throws EstException {
        server.on(SEN, answer(ResponseCode.NOT_ACCEPTABLE), ISSUES);
        assertThat(enrol()).isEqualTo(ISSUED);
        assertThat(server.seen())
                .extracting(request -> request.getOptions().getAccept())
                .containsExactly(287, 281);
    }

    @Test
    void item_6_a_second_4_06_is_a_refusal() {
        server.on(SEN, answer(ResponseCode.NOT_ACCEPTABLE));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(this::enrol)
                .withMessageContaining("4.06");
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void item_7_the_root_is_well_known_est() throws EstException {
        server.on(SEN, ISSUES).on("est/sen", ISSUES);
        enrol();
        assertThat(server.seen())
                .extracting(request -> request.getOptions().getUriPathString())
                .containsExactly(SEN);
    }

    @Test
    void item_7_after_4_04_the_root_is_est_and_stays_so() throws EstException {
        server.on("est/crts", answer(ResponseCode.CONTENT, EstContentType.CERTS_ONLY, TestCa.certsOnly(ISSUED)))
                .on("est/sen", ISSUES);
        EstClient client = client();
        client.caCertificates();
        client.simpleEnroll(REQUEST);
        assertThat(server.seen())
                .extracting(request -> request.getOptions().getUriPathString())
                .containsExactly(CRTS, "est/crts", "est/sen");
    }

    @Test
    void item_7_a_second_4_04_is_a_refusal_and_forgets_nothing() throws EstException {
        EstClient client = client();
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> client.simpleEnroll(REQUEST))
                .withMessageContaining("/est/sen")
                .withMessageContaining("4.04");
        server.on(SEN, ISSUES);
        assertThat(client.simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Issued(ISSUED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/my/root", "/my/root/"})
    void item_7_a_configured_root_is_the_only_one(String root) throws EstException {
        server.on("my/root/sen", ISSUES, answer(ResponseCode.NOT_FOUND)).on("est/sen", ISSUES);
        EstClient client = client(server.uri().resolve(root), PATIENT);
        client.simpleEnroll(REQUEST);
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> client.simpleEnroll(REQUEST))
                .withMessageContaining("/my/root/sen");
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void a_name_in_the_URI_is_sent_as_Uri_Host_and_not_looked_up() throws EstException {
        server.on(SEN, ISSUES);
        client(URI.create("coap://bootstrap.invalid"), PATIENT).simpleEnroll(REQUEST);
        assertThat(server.seen())
                .singleElement()
                .satisfies(
                        request -> assertThat(request.getOptions().getUriHost()).isEqualTo("bootstrap.invalid"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/est", "coaps:est", "coap://host/est?x=1", "coap://host/est#x"})
    void a_base_that_is_not_a_server_is_refused_at_once(String base) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(URI.create(base), PATIENT))
                .withMessageContaining("coaps://host:port[/root]");
    }

    // not yet

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "3600, 3600", "86400, 86400", "86401, 86400", "4294967295, 86400"})
    void item_28_5_03_asks_for_patience_within_bounds(long maxAge, long waits) throws EstException {
        server.on(SEN, exchange -> {
            Response later = new Response(ResponseCode.SERVICE_UNAVAILABLE);
            later.getOptions().setMaxAge(maxAge);
            exchange.sendResponse(later);
        });
        assertThat(pending()).isEqualTo(Duration.ofSeconds(waits));
    }

    @Test
    void item_28_5_03_without_Max_Age_means_60_seconds() throws EstException {
        server.on(SEN, answer(ResponseCode.SERVICE_UNAVAILABLE));
        assertThat(pending()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void item_28_5_03_for_ever_is_answered_each_time_and_the_request_stays_identical() throws EstException {
        server.on(SEN, answer(ResponseCode.SERVICE_UNAVAILABLE));
        EstClient client = client();
        for (int i = 0; i < 3; i++) {
            assertThat(client.simpleEnroll(REQUEST)).isInstanceOf(Enrolment.Pending.class);
        }
        assertThat(server.seen())
                .hasSize(3)
                .allSatisfy(request -> assertThat(request.getPayload()).isEqualTo(REQUEST.der()));
    }

    @Test
    void crts_has_no_state_to_wait_for_so_5_03_is_a_busy_server() {
        server.on(CRTS, answer(ResponseCode.SERVICE_UNAVAILABLE));
        assertThatExceptionOfType(EstException.Unreachable.class)
                .isThrownBy(() -> client().caCertificates())
                .satisfies(busy -> assertThat(busy.retryAfter()).contains(Duration.ofSeconds(60)));
    }

    @Test
    void item_29_after_an_empty_ACK_the_separate_response_is_awaited_and_acknowledged() throws Exception {
        CompletableFuture<Exchange> accepted = new CompletableFuture<>();
        AtomicBoolean acknowledged = new AtomicBoolean();
        server.on(SEN, exchange -> {
            exchange.sendAccept();
            accepted.complete(exchange);
        });
        CompletableFuture<X509Certificate> enrolment = later(this::enrol);
        Exchange exchange = accepted.get(5, TimeUnit.SECONDS);
        assertThat(enrolment).isNotDone();
        Response response =
                response(ResponseCode.CHANGED, EstContentType.CERTIFICATE.coapFormat(), ISSUED.getEncoded());
        response.setConfirmable(true);
        response.addMessageObserver(new MessageObserver() {
            @Override
            public void onAcknowledgement() {
                acknowledged.set(true);
            }
        });
        exchange.sendResponse(response);
        assertThat(enrolment.get(5, TimeUnit.SECONDS)).isEqualTo(ISSUED);
        await().untilTrue(acknowledged);
        assertThat(server.seen()).hasSize(1);
    }

    // no

    @ParameterizedTest
    @EnumSource(
            value = ResponseCode.class,
            names = {
                "BAD_REQUEST",
                "UNAUTHORIZED",
                "FORBIDDEN",
                "METHOD_NOT_ALLOWED",
                "UNSUPPORTED_CONTENT_FORMAT",
                "INTERNAL_SERVER_ERROR",
                "NOT_IMPLEMENTED",
                "GATEWAY_TIMEOUT"
            })
    void item_32_an_error_is_a_refusal_that_is_not_repeated(ResponseCode code) {
        server.on(SEN, answer(code, 0, "not this device".getBytes(StandardCharsets.UTF_8)));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(this::enrol)
                .withMessage(
                        "simpleenroll at %s/%s: the server refused with %s %s, \"not this device\"; ask its operator what"
                                        .formatted(server.uri(), SEN, code, code.name())
                                + " it expects of this device");
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void item_32_the_reason_is_bounded_and_cannot_write_a_log_line_of_its_own() {
        String reason = "no\r\n2026-11-23 ERROR forged\u001b[2J\u202e" + "x".repeat(150);
        server.on(SEN, answer(ResponseCode.FORBIDDEN, 0, (reason + "y".repeat(80)).getBytes(StandardCharsets.UTF_8)));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(this::enrol)
                .satisfies(refused -> assertThat(refused.getMessage())
                        .doesNotContain("\n", "\r", "\u001b", "\u202e")
                        .contains("no  2026-11-23 ERROR forged [2J x")
                        .hasSizeLessThan(400));
    }

    @Test
    void item_32_bytes_that_are_no_text_are_shown_harmlessly() {
        byte[] noise = new byte[100];
        new Random(1).nextBytes(noise);
        server.on(SEN, answer(ResponseCode.BAD_REQUEST, 257, noise));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(this::enrol)
                .satisfies(refused -> assertThat(refused.getMessage()).doesNotContainPattern("\\p{Cntrl}"));
    }

    // yes, but

    @ParameterizedTest
    @ValueSource(ints = {0, 60, 62, 280, 285, 286})
    void item_33_another_content_format_is_not_read(int format) throws Exception {
        server.on(SEN, answer(ResponseCode.CHANGED, format, ISSUED.getEncoded()));
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(this::enrol)
                .withMessageContaining("content format " + format);
    }

    @Test
    void item_33_a_body_without_content_format_is_not_read() {
        server.on(SEN, exchange -> {
            Response response = new Response(ResponseCode.CHANGED);
            response.setPayload(TestCa.certsOnly(ISSUED));
            exchange.sendResponse(response);
        });
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(this::enrol)
                .withMessageContaining("no content format");
    }

    @Test
    void item_33_crts_does_not_take_287_where_281_was_asked_for() throws Exception {
        server.on(CRTS, answer(ResponseCode.CONTENT, EstContentType.CERTIFICATE, ISSUED.getEncoded()));
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() -> client().caCertificates())
                .withMessageContaining("content format 287");
    }

    @ParameterizedTest
    @EnumSource(
            value = ResponseCode.class,
            names = {"CONTENT", "CREATED", "VALID", "DELETED"})
    void a_success_other_than_2_04_is_no_answer_to_a_POST(ResponseCode code) {
        server.on(SEN, answer(code, EstContentType.CERTS_ONLY, TestCa.certsOnly(ISSUED)));
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(this::enrol)
                .withMessageContaining("answered %s where 2.04 is due".formatted(code));
    }

    @Test
    void item_34_a_truncated_body_is_unreadable_and_so_is_an_empty_one() {
        byte[] body = TestCa.certsOnly(ISSUED);
        server.on(
                SEN,
                answer(ResponseCode.CHANGED, EstContentType.CERTS_ONLY, Arrays.copyOf(body, 200)),
                answer(ResponseCode.CHANGED, EstContentType.CERTS_ONLY, new byte[0]));
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(this::enrol);
        assertThatExceptionOfType(EstException.Unreadable.class).isThrownBy(this::enrol);
    }

    @Test
    void item_35_a_certificate_for_another_key_is_unreadable() throws Exception {
        X509Certificate other = CA.issue("CN=dev1", TestCa.keyPair().getPublic());
        server.on(SEN, answer(ResponseCode.CHANGED, EstContentType.CERTIFICATE, other.getEncoded()));
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(this::enrol)
                .withMessageContaining("certificate for another key");
    }

    @Test
    void item_35_of_several_certificates_the_one_with_our_key_is_ours_wherever_it_stands() throws EstException {
        List<X509Certificate> bag = new ArrayList<>(List.of(ISSUED, CA.certificate(), ROOT.certificate()));
        for (int i = 0; i < bag.size(); i++) {
            Collections.rotate(bag, 1);
            server.on(
                    SEN,
                    answer(
                            ResponseCode.CHANGED,
                            EstContentType.CERTS_ONLY,
                            TestCa.certsOnly("BER", bag.toArray(X509Certificate[]::new))));
            assertThat(enrol()).isEqualTo(ISSUED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void item_38_a_body_beyond_the_limit_is_broken_off_with_and_without_Size2(boolean announced) {
        AtomicInteger blocks = new AtomicInteger();
        server.endpoint().addInterceptor(new MessageInterceptor() {
            @Override
            public void sendResponse(Response response) {
                blocks.incrementAndGet();
                if (!announced) {
                    response.getOptions().removeSize2();
                }
            }
        });
        server.on(CRTS, answer(ResponseCode.CONTENT, EstContentType.CERTS_ONLY, new byte[90_000]));
        CoapEstLimits limits = new CoapEstLimits(Duration.ofSeconds(10), 4096);
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() ->
                        client(server.uri().resolve("/.well-known/est"), limits).caCertificates())
                .withMessageContaining("larger than 4096 bytes");
        assertThat(blocks).hasValueLessThanOrEqualTo(announced ? 1 : 18);
    }

    @Test
    void item_38_a_body_in_one_datagram_is_bounded_too() {
        server.on(CRTS, answer(ResponseCode.CONTENT, EstContentType.CERTS_ONLY, new byte[200]));
        assertThatExceptionOfType(EstException.Unreadable.class)
                .isThrownBy(() -> client(server.uri(), new CoapEstLimits(Duration.ofSeconds(10), 199))
                        .caCertificates())
                .withMessageContaining("larger than 199 bytes");
    }

    // the network

    @Test
    void item_41_lost_and_repeated_datagrams_lead_to_one_enrolment() throws Exception {
        server.on(SEN, ISSUES);
        // the first request, the first answer and later every fifth datagram are lost, all others come twice
        try (Relay relay = new Relay(server.address(), n -> n % 5 == 0 ? 0 : 2, n -> n % 5 == 0 ? 0 : 2)) {
            Enrolment enrolment =
                    client(endpoint, relay.address(), server.uri(), PATIENT).simpleEnroll(REQUEST);
            assertThat(enrolment).isEqualTo(new Enrolment.Issued(ISSUED));
        }
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void item_41_an_answer_after_giving_up_is_rejected_and_changes_nothing() throws Exception {
        CompletableFuture<Exchange> accepted = new CompletableFuture<>();
        AtomicBoolean rejected = new AtomicBoolean();
        server.on(SEN, exchange -> {
            exchange.sendAccept();
            accepted.complete(exchange);
        });
        assertThatExceptionOfType(EstException.Unreachable.class)
                .isThrownBy(() ->
                        client(server.uri().resolve("/.well-known/est"), HASTY).simpleEnroll(REQUEST))
                .withMessageContaining("no answer within PT0.3S");
        Response late = response(ResponseCode.CHANGED, EstContentType.CERTIFICATE.coapFormat(), ISSUED.getEncoded());
        late.setConfirmable(true);
        late.addMessageObserver(new MessageObserver() {
            @Override
            public void onReject() {
                rejected.set(true);
            }
        });
        accepted.get(5, TimeUnit.SECONDS).sendResponse(late);
        await().untilTrue(rejected);
    }

    @Test
    void item_42_a_bag_of_several_blocks_comes_whole_and_so_does_a_large_request() throws EstException {
        X509Certificate[] many = new X509Certificate[8];
        for (int i = 0; i < many.length; i++) {
            many[i] = ROOT.intermediate("CN=CA " + i).certificate();
        }
        byte[] bag = TestCa.certsOnly(many);
        assertThat(bag.length).isGreaterThan(2048);
        Pkcs10 large = Pkcs10.of(TestCa.requestDer("CN=dev1", KEYS.getPublic(), KEYS.getPrivate(), 1500));
        byte[] answer = TestCa.certsOnly(ISSUED, CA.certificate(), ROOT.certificate());
        server.on(CRTS, answer(ResponseCode.CONTENT, EstContentType.CERTS_ONLY, bag))
                .on(SEN, answer(ResponseCode.CHANGED, EstContentType.CERTS_ONLY, answer));
        assertThat(client().caCertificates()).containsExactlyInAnyOrder(many);
        assertThat(client().simpleEnroll(large)).isEqualTo(new Enrolment.Issued(ISSUED));
        assertThat(server.seen().get(1).getPayload()).isEqualTo(large.der());
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void item_42_blocks_survive_loss_and_repetition() throws Exception {
        byte[] answer = TestCa.certsOnly(ISSUED, CA.certificate(), ROOT.certificate());
        server.on(SEN, answer(ResponseCode.CHANGED, EstContentType.CERTS_ONLY, answer));
        Pkcs10 large = Pkcs10.of(TestCa.requestDer("CN=dev1", KEYS.getPublic(), KEYS.getPrivate(), 600));
        try (Relay relay = new Relay(server.address(), n -> n % 4 == 1 ? 0 : 2, n -> n % 7 == 2 ? 0 : 2)) {
            assertThat(client(endpoint, relay.address(), server.uri(), PATIENT).simpleEnroll(large))
                    .isEqualTo(new Enrolment.Issued(ISSUED));
        }
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void item_42_after_4_08_the_request_is_sent_once_more_for_the_server_has_not_acted() throws EstException {
        server.on(SEN, answer(ResponseCode.REQUEST_ENTITY_INCOMPLETE), ISSUES);
        assertThat(enrol()).isEqualTo(ISSUED);
        assertThat(server.seen())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request.getPayload()).isEqualTo(REQUEST.der()));
    }

    @Test
    void item_42_a_second_4_08_means_that_the_request_can_be_sent_again_soon() {
        server.on(SEN, answer(ResponseCode.REQUEST_ENTITY_INCOMPLETE));
        assertThatExceptionOfType(EstException.Unreachable.class)
                .isThrownBy(this::enrol)
                .withMessageContaining("4.08");
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void item_42_a_bag_that_changes_between_two_blocks_is_fetched_once_more() throws EstException {
        X509Certificate[] bag = {ISSUED, CA.certificate(), ROOT.certificate()};
        AtomicInteger blocks = new AtomicInteger();
        server.endpoint().addInterceptor(new MessageInterceptor() {
            @Override
            public void sendResponse(Response response) {
                if (response.getOptions().hasBlock2()) {
                    response.getOptions().clearETags();
                    response.getOptions().addETag(new byte[] {(byte) (blocks.getAndIncrement() == 0 ? 1 : 2)});
                }
            }
        });
        server.on(CRTS, answer(ResponseCode.CONTENT, EstContentType.CERTS_ONLY, TestCa.certsOnly(bag)));
        assertThat(client().caCertificates()).containsExactlyInAnyOrder(bag);
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void item_42_the_answer_to_sen_is_not_fetched_once_more_for_the_server_has_issued() {
        AtomicInteger blocks = new AtomicInteger();
        server.endpoint().addInterceptor(new MessageInterceptor() {
            @Override
            public void sendResponse(Response response) {
                response.getOptions().clearETags();
                response.getOptions().addETag(new byte[] {(byte) blocks.getAndIncrement()});
            }
        });
        server.on(
                SEN,
                answer(
                        ResponseCode.CHANGED,
                        EstContentType.CERTS_ONLY,
                        TestCa.certsOnly(ISSUED, CA.certificate(), ROOT.certificate())));
        assertThatExceptionOfType(EstException.Unreachable.class).isThrownBy(this::enrol);
        assertThat(server.seen()).hasSize(1);
    }

    @Test
    void item_42_after_4_13_the_request_goes_out_in_the_smaller_blocks_asked_for() throws EstException {
        AtomicReference<Integer> smallest = new AtomicReference<>();
        server.endpoint().addInterceptor(new MessageInterceptor() {
            @Override
            public void receiveRequest(Request request) {
                if (request.getOptions().hasBlock1()) {
                    smallest.set(request.getOptions().getBlock1().getSize());
                }
            }
        });
        server.on(
                SEN,
                exchange -> {
                    Response tooLarge = new Response(ResponseCode.REQUEST_ENTITY_TOO_LARGE);
                    tooLarge.getOptions().setBlock1(2, false, 0);
                    exchange.sendResponse(tooLarge);
                },
                ISSUES);
        assertThat(enrol()).isEqualTo(ISSUED);
        assertThat(smallest).hasValue(64);
        assertThat(server.seen())
                .last()
                .satisfies(request -> assertThat(request.getPayload()).isEqualTo(REQUEST.der()));
    }

    @Test
    void item_42_a_body_that_changes_between_two_blocks_is_not_put_together() {
        AtomicInteger blocks = new AtomicInteger();
        server.endpoint().addInterceptor(new MessageInterceptor() {
            @Override
            public void sendResponse(Response response) {
                response.getOptions().clearETags();
                response.getOptions().addETag(new byte[] {(byte) blocks.getAndIncrement()});
            }
        });
        server.on(
                CRTS,
                answer(
                        ResponseCode.CONTENT,
                        EstContentType.CERTS_ONLY,
                        TestCa.certsOnly(ISSUED, CA.certificate(), ROOT.certificate())));
        assertThatExceptionOfType(EstException.Unreachable.class)
                .isThrownBy(() -> client().caCertificates())
                .withMessageContaining("do not fit together");
    }

    @Test
    void item_44_without_certificates_on_the_association_the_answer_does_not_count() {
        server.on(SEN, ISSUES);
        EstClient strict = new EstClient(
                new CoapEstTransport(endpoint, new AddressEndpointContext(server.address()), server.uri()));
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> strict.simpleEnroll(REQUEST))
                .withMessageContaining("has not shown a certificate");
    }

    @Test
    void silence_ends_with_the_retransmissions() throws Exception {
        Configuration impatient = ScriptedServer.configuration()
                .set(CoapConfig.ACK_TIMEOUT, 20, TimeUnit.MILLISECONDS)
                .set(CoapConfig.MAX_RETRANSMIT, 1);
        CoapEndpoint lone = CoapEndpoint.builder()
                .setConfiguration(impatient)
                .setInetSocketAddress(ScriptedServer.loopback())
                .build();
        lone.start();
        try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(EstException.Unreachable.class)
                    .isThrownBy(() -> client(
                                    lone,
                                    (InetSocketAddress) deaf.getLocalSocketAddress(),
                                    URI.create("coap://bs.example/.well-known/est"),
                                    PATIENT)
                            .simpleEnroll(REQUEST))
                    .withMessage("simpleenroll at coap://bs.example/.well-known/est/sen: no sign of life after all"
                            + " retransmissions; check the path to the server");
        } finally {
            lone.destroy();
        }
    }

    @Test
    void a_reset_means_that_nobody_serves_EST_there() throws Exception {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            CompletableFuture<EstException.Unreachable> failed = failing(() -> client(
                            endpoint,
                            (InetSocketAddress) socket.getLocalSocketAddress(),
                            URI.create("coap://bs.example"),
                            PATIENT)
                    .simpleEnroll(REQUEST));
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            socket.receive(packet);
            byte[] reset = {0x70, 0, packet.getData()[2], packet.getData()[3]};
            socket.send(new DatagramPacket(reset, reset.length, packet.getSocketAddress()));
            assertThat(failed.get(5, TimeUnit.SECONDS)).hasMessageContaining("rejected it (RST)");
        }
    }

    @Test
    void a_stopped_endpoint_sends_nothing() {
        endpoint.stop();
        assertThatExceptionOfType(EstException.Unreachable.class)
                .isThrownBy(this::enrol)
                .withMessageContaining("endpoint is stopped");
    }

    @Test
    void an_interrupt_ends_the_wait_and_is_kept() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        server.on(SEN, exchange -> {
            exchange.sendAccept();
            arrived.countDown();
        });
        AtomicBoolean flag = new AtomicBoolean();
        CompletableFuture<EstException> failure = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            try {
                enrol();
            } catch (EstException e) {
                flag.set(Thread.currentThread().isInterrupted());
                failure.complete(e);
            }
        });
        waiting.start();
        assertThat(arrived.await(5, TimeUnit.SECONDS)).isTrue();
        waiting.interrupt();
        assertThat(failure.get(5, TimeUnit.SECONDS))
                .isInstanceOf(EstException.Unreachable.class)
                .hasMessageContaining("interrupted while waiting");
        assertThat(flag).isTrue();
    }

    @Test
    void one_request_is_outstanding_at_a_time() throws Exception {
        CompletableFuture<Exchange> first = new CompletableFuture<>();
        server.on(
                SEN,
                exchange -> {
                    exchange.sendAccept();
                    first.complete(exchange);
                },
                ISSUES);
        EstClient client = client();
        CompletableFuture<Enrolment> one = later(() -> client.simpleEnroll(REQUEST));
        Exchange pending = first.get(5, TimeUnit.SECONDS);
        AtomicReference<Thread> secondThread = new AtomicReference<>();
        CompletableFuture<Enrolment> two = later(() -> {
            secondThread.set(Thread.currentThread());
            return client.simpleEnroll(REQUEST);
        });
        await().until(() -> secondThread.get() != null && secondThread.get().getState() == Thread.State.WAITING);
        assertThat(server.seen()).hasSize(1);
        ISSUES.on(pending);
        assertThat(one.get(5, TimeUnit.SECONDS)).isEqualTo(new Enrolment.Issued(ISSUED));
        assertThat(two.get(5, TimeUnit.SECONDS)).isEqualTo(new Enrolment.Issued(ISSUED));
        assertThat(server.seen()).hasSize(2);
    }

    @Test
    void californiums_default_endpoint_and_its_file_are_never_made() throws EstException {
        server.on(SEN, ISSUES);
        enrol();
        assertThat(Files.exists(Path.of("Californium3.properties"))).isFalse();
    }

    private interface Asking<T> {
        T ask() throws EstException;
    }

    private static <T> CompletableFuture<T> later(Asking<T> asking) {
        CompletableFuture<T> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                result.complete(asking.ask());
            } catch (EstException | RuntimeException | Error e) {
                result.completeExceptionally(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return result;
    }

    private static CompletableFuture<EstException.Unreachable> failing(Asking<Enrolment> asking) {
        return later(asking).handle((value, failure) -> (EstException.Unreachable) failure);
    }
}
