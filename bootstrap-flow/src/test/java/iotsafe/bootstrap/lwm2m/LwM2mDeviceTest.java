package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBooleanResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newIntegerResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newStringResource;

import iotsafe.bootstrap.Bell;
import iotsafe.bootstrap.DeviceClock;
import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.FactoryIdentity;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowException;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.ManagementServer.Change;
import iotsafe.bootstrap.ManagementServer.End;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.RenewalOrders;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.ServerMemory;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.SoftCard;
import iotsafe.bootstrap.TestCa;
import iotsafe.bootstrap.World;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.credentials.CardException;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.est.EstException;
import iotsafe.est.ValidityClock;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.auth.X509CertPath;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.core.request.ContentFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The flow over real DTLS and CoAP, from a bare card to what a server can ask of a registered device (OMA LwM2M Core 6.1, 6.2). */
@Timeout(60)
class LwM2mDeviceTest {
    private static final ValidityClock CLOCK = ValidityClock.of(Clock.fixed(TestCa.NOW, ZoneOffset.UTC));
    private static final FlowListener SILENT = new FlowListener() {
        @Override
        public void reached(DeviceState reached, Duration took, long exchanges) {}

        @Override
        public void failed(DeviceState next, Throwable failure, Duration pause) {}
    };

    @TempDir
    private Path folder;

    private final Events events = new Events();
    private final TestCa ca = TestCa.root("CN=Operator CA");
    private final SoftCard card = new SoftCard(events);
    private LwM2mPeer peer;
    private List<LwM2mObjectEnabler> objects = List.of();
    private LwM2mDevice device;
    private DeviceMemory memory = DeviceMemory.NONE;
    private final ExecutorService server = Executors.newSingleThreadExecutor();

    @BeforeEach
    void start() throws Exception {
        card.put(
                World.FACTORY_CERTIFICATE,
                ca.client("CN=dev1", card.put(World.FACTORY_KEY), TestCa.ALWAYS).getEncoded());
        peer = new LwM2mPeer(events, ca);
        peer.writesAccountOf(peer.uri());
        start(Duration.ofSeconds(10));
    }

    private void start(Duration requestTimeout) {
        objects = Objects.ofWorkingDevice();
        device = LwM2mDevice.start(
                new LwM2mSettings(
                        peer.uri(), Optional.empty(), Optional.empty(), requestTimeout, Duration.ofSeconds(10)),
                objects,
                CLOCK,
                CardPsks.usual(card),
                LineWatch.NONE,
                memory,
                new Bell());
    }

    /** As when the process starts: what the objects held is gone. */
    private void restart() {
        device.close();
        start(Duration.ofSeconds(10));
    }

    /** At its beginning; line and objects are as they are. */
    private Flow flow() {
        return new Flow(
                new Outside(
                        card,
                        device.bootstrapServer(),
                        device.managementServer(),
                        new StateFile(folder),
                        settingsOfFlow(),
                        CLOCK,
                        pause -> {},
                        new CoapsEnrolmentServer(settings(peer.uri()), CLOCK),
                        RenewalOrders.NONE),
                SILENT);
    }

    private static LwM2mSettings settings(URI server) {
        return new LwM2mSettings(
                server, Optional.empty(), Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
        device.close();
        peer.close();
    }

    @Test
    void a_bare_card_is_bootstrapped_enrolled_and_registered() throws Exception {
        Managed managed = flow().onceUntilManaged();

        // the server writes it down when the answer has reached it, which may be after the device's next request
        await().untilAsserted(() -> assertThat(events.seen()).contains("finish CHANGED"));
        assertThat(events.seen())
                .filteredOn(event -> !event.equals("finish CHANGED"))
                .containsExactly(
                        "connect",
                        "identity",
                        "read",
                        "sign factory",
                        "POST bs",
                        "write /0/1 CHANGED",
                        "write /1/0 CHANGED",
                        "GET .well-known/core",
                        "GET .well-known/est/crts",
                        "generate",
                        "sign enrolled",
                        "POST .well-known/est/sen",
                        "connect",
                        "sign enrolled",
                        "POST rd");
        assertThat(managed.registration().location()).isEqualTo("/rd/1");
    }

    @Test
    void enrolment_is_on_the_bootstrap_association_and_registration_under_the_new_certificate() throws Exception {
        Managed managed = flow().onceUntilManaged();

        assertThat(session("GET .well-known/est/crts")).isEqualTo(session("POST bs"));
        assertThat(session("POST .well-known/est/sen")).isEqualTo(session("POST bs"));
        assertThat(session("POST rd")).isNotEqualTo(session("POST bs"));
        assertThat(peer.seen("POST bs").getPeerIdentity().getName()).isEqualTo("CN=dev1");
        assertThat(managed.saved().server().uri()).isEqualTo(peer.uri());
        assertThat(managed.saved().certificate().getIssuerX500Principal())
                .isEqualTo(ca.certificate().getSubjectX500Principal());
    }

    /** RFC 7959 2.4: block by block, over an association of its own that shows the certificate of the registration. */
    @Test
    void a_file_is_fetched_in_blocks_under_the_operational_certificate() throws Exception {
        URI file = peer.uri().resolve("/firmware");
        assertThatThrownBy(() -> device.files().open(file))
                .isInstanceOf(ServerException.Unreachable.class)
                .hasMessageContaining("not registered");
        Managed managed = flow().onceUntilManaged();

        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        try (CoapFiles.Opened server = device.files().open(file)) {
            CoapFiles.Block block = server.block(0);
            assertThat(block.tag()).isEqualTo("07");
            whole.writeBytes(block.content().toArray());
            while (!block.last()) {
                block = server.block(whole.size());
                assertThat(block.offset()).isEqualTo(whole.size());
                whole.writeBytes(block.content().toArray());
            }
        }
        assertThat(whole.toByteArray()).isEqualTo(LwM2mPeer.FIRMWARE);
        assertThat(session("GET firmware")).isNotEqualTo(session("POST rd"));
        assertThat(((X509CertPath) peer.seen("GET firmware").getPeerIdentity())
                        .getPath()
                        .getCertificates()
                        .get(0))
                .isEqualTo(managed.saved().certificate());

        try (CoapFiles.Opened server = device.files().open(file)) {
            CoapFiles.Block last = server.block(LwM2mPeer.FIRMWARE.length / 1024 * 1024L);
            assertThat(last.last()).isTrue();
            assertThat(last.offset() + last.content().length()).isEqualTo(LwM2mPeer.FIRMWARE.length);
        }
        try (CoapFiles.Opened server = device.files().open(peer.uri().resolve("/none"))) {
            assertThat(server.block(0).code()).isEqualTo(404);
        }
    }

    @Test
    void the_datagrams_of_the_line_are_counted() throws Exception {
        LongAdder sent = new LongAdder();
        LongAdder received = new LongAdder();
        device.watch((isSent, bytes) -> (isSent ? sent : received).add(bytes));
        flow().onceUntilManaged();
        assertThat(sent.sum()).isGreaterThan(1000);
        assertThat(received.sum()).isGreaterThan(1000);
    }

    @Test
    void after_a_restart_the_saved_objects_are_back_and_one_signature_registers() throws Exception {
        flow().onceUntilManaged();
        restart();
        events.clear();

        flow().onceUntilManaged();

        assertThat(events.seen()).containsExactly("connect", "connect", "sign enrolled", "POST rd");
        assertThat(peer.send(Request.newGet(), "1/0/1")).isEqualTo("CONTENT");
    }

    /** RFC 5246 7.3; the session is the one that the first process has left. */
    @Test
    void after_a_restart_the_kept_session_is_resumed_and_the_card_signs_nothing() throws Exception {
        keepSessions();
        flow().onceUntilManaged();
        restart();
        events.clear();

        Managed managed = flow().onceUntilManaged();

        assertThat(events.seen()).containsExactly("connect", "connect", "POST rd");
        assertThat(peer.send(Request.newGet(), "1/0/1")).isEqualTo("CONTENT");
        assertThat(managed.saved().endpoint()).isEqualTo("dev1");
    }

    @Test
    void a_server_that_has_lost_the_session_shakes_hands_in_full() throws Exception {
        keepSessions();
        flow().onceUntilManaged();
        peer.forgetAssociations();
        restart();
        events.clear();

        flow().onceUntilManaged();

        assertThat(events.seen()).containsExactly("connect", "connect", "sign enrolled", "POST rd");
    }

    @Test
    void a_session_under_which_the_server_refuses_is_not_used_again() throws Exception {
        keepSessions();
        flow().onceUntilManaged();
        restart();
        peer.answer("POST rd", ResponseCode.FORBIDDEN);

        assertThatThrownBy(flow()::onceUntilManaged).hasCauseInstanceOf(ServerException.Refused.class);

        assertThat(memory.sessions().read()).isEmpty();
    }

    private void keepSessions() {
        memory = new DeviceMemory(new KeptSessionTest.Paper(), ServerMemory.NONE, ServerMemory.NONE);
        restart();
    }

    @Test
    void a_lifetime_that_the_server_writes_is_told_to_it_in_an_Update() throws Exception {
        Managed managed = flow().onceUntilManaged();
        Request write = Request.newPut();
        write.getOptions().setContentFormat(ContentFormat.TEXT_CODE);
        write.setPayload("600");

        Future<String> answer = server.submit(() -> peer.send(write, "1/0/1"));
        await().until(() -> managed.registration().keep(Duration.ofMillis(10)).isEmpty()
                && saved(device.managementServer().change()));
        assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo("CHANGED");
        assertThat(peer.send(Request.newPost(), "1/0/9")).isEqualTo("CHANGED");

        assertThat(managed.registration().keep(Duration.ofMinutes(1))).contains(End.BOOTSTRAP_REQUESTED);
        assertThat(events.seen()).endsWith("POST rd/1?lt=600", "DELETE rd/1");
    }

    private static boolean saved(Optional<Change> change) {
        change.ifPresent(written -> written.saved().run());
        return change.isPresent();
    }

    @Test
    void Registration_Update_Trigger_makes_an_Update() throws Exception {
        Managed managed = flow().onceUntilManaged();

        assertThat(peer.send(Request.newPost(), "1/0/8")).isEqualTo("CHANGED");
        assertThat(peer.send(Request.newPost(), "1/0/9")).isEqualTo("CHANGED");

        assertThat(managed.registration().keep(Duration.ofMinutes(1))).contains(End.BOOTSTRAP_REQUESTED);
        assertThat(events.seen()).endsWith("POST rd/1", "DELETE rd/1");
    }

    @Test
    void a_server_that_forgot_the_device_is_registered_with_again_on_the_same_association_without_a_signature()
            throws Exception {
        Managed managed = flow().onceUntilManaged();
        Object before = session("POST rd");
        peer.answer("POST rd/1", ResponseCode.NOT_FOUND);
        events.clear();

        peer.send(Request.newPost(), "1/0/8");
        assertThat(managed.registration().keep(Duration.ofMinutes(1))).contains(End.LOST);
        flow().onceUntilManaged();

        assertThat(events.seen()).containsExactly("POST rd/1", "connect", "connect", "POST rd");
        assertThat(session("POST rd")).isEqualTo(before);
    }

    @Test
    void after_Bootstrap_Request_Trigger_the_device_can_be_bootstrapped_again() throws Exception {
        Managed managed = flow().onceUntilManaged();
        peer.send(Request.newPost(), "1/0/9");
        assertThat(managed.registration().keep(Duration.ofMinutes(1))).contains(End.BOOTSTRAP_REQUESTED);
        events.clear();

        FactoryIdentity factory = FactoryIdentity.read(card, settingsOfFlow());
        assertThat(device.bootstrapServer()
                        .bootstrap("dev1", factory.identity(), factory.anchors())
                        .accounts())
                .hasSize(1);
        await().untilAsserted(() ->
                assertThat(events.seen()).containsSubsequence("POST bs", "write /0/1 CHANGED", "finish CHANGED"));
    }

    @Test
    void a_server_that_deletes_its_own_account_is_registered_with_again_from_what_was_saved() throws Exception {
        Managed managed = flow().onceUntilManaged();

        assertThat(peer.send(Request.newDelete(), "1/0")).isEqualTo("DELETED");
        assertThat(managed.registration().keep(Duration.ofMinutes(1))).contains(End.LOST);
        flow().onceUntilManaged();

        assertThat(events.seen()).endsWith("POST rd");
        assertThat(peer.send(Request.newGet(), "1/0/1")).isEqualTo("CONTENT");
    }

    @Test
    void accounts_that_cannot_be_used_are_refused_at_Finish_and_undone() throws Exception {
        peer.writes(
                0,
                1,
                newStringResource(0, "coap://127.0.0.1:5683"),
                newBooleanResource(1, false),
                newIntegerResource(2, 3),
                newIntegerResource(10, 123));

        assertThatThrownBy(flow()::onceUntilManaged)
                .isInstanceOf(FlowException.class)
                .hasCauseInstanceOf(ServerException.Unusable.class)
                .hasMessageContaining("the accounts it wrote cannot be used (/0/1/0 is \"coap://127.0.0.1:5683\"");
        // the server writes it down when the answer has reached it
        await().untilAsserted(() -> assertThat(events.seen()).endsWith("finish NOT_ACCEPTABLE"));
        assertObjectsAreThoseOfANewDevice();
        assertThat(new StateFile(folder).load().managed()).isEmpty();
    }

    @Test
    void what_a_session_wrote_is_undone_when_the_enrolment_is_refused() {
        peer.answer("POST .well-known/est/sen", ResponseCode.FORBIDDEN);

        assertThatThrownBy(flow()::onceUntilManaged).hasCauseInstanceOf(EstException.Refused.class);

        await().untilAsserted(() -> assertThat(events.seen()).contains("finish CHANGED"));
        assertObjectsAreThoseOfANewDevice();
    }

    private void assertObjectsAreThoseOfANewDevice() {
        assertThat(objects)
                .extracting(LwM2mObjectEnabler::getAvailableInstanceIds)
                .containsExactly(List.of(0), List.of(), List.of(0));
    }

    @Test
    void a_server_that_lost_the_association_is_registered_with_again_by_a_new_handshake() throws Exception {
        device.close();
        start(Duration.ofSeconds(3));
        Managed managed = flow().onceUntilManaged();
        peer.send(Request.newPost(), "1/0/8");
        peer.forgetAssociations();
        events.clear();

        assertThat(managed.registration().keep(Duration.ofMinutes(1))).contains(End.LOST);
        flow().onceUntilManaged();

        assertThat(events.seen()).containsExactly("connect", "connect", "sign enrolled", "POST rd");
    }

    @Test
    void a_Bootstrap_Request_that_is_refused_says_so_with_the_servers_words() {
        peer.answer("POST bs", ResponseCode.FORBIDDEN);

        assertThatThrownBy(flow()::onceUntilManaged)
                .hasCauseInstanceOf(ServerException.Refused.class)
                .hasMessageContaining("Bootstrap-Request of \"dev1\" was refused with")
                .hasMessageContaining("FORBIDDEN")
                .hasMessageContaining("\"for a reason\"");
    }

    @Test
    void a_Register_that_is_refused_says_so_with_the_servers_words() {
        peer.answer("POST rd", ResponseCode.FORBIDDEN);

        assertThatThrownBy(flow()::onceUntilManaged)
                .hasCauseInstanceOf(ServerException.Refused.class)
                .hasMessageContaining("Register of \"dev1\" was refused with")
                .hasMessageContaining("\"for a reason\"");
    }

    @Test
    void a_card_that_does_not_sign_is_the_cards_failure_and_no_empty_signature_reaches_the_server() {
        card.fail("sign factory", new CardException.Refused("COMPUTE SIGNATURE: 6982"));

        assertThatThrownBy(flow()::onceUntilManaged)
                .hasCauseInstanceOf(CardException.Refused.class)
                .hasMessageContaining("COMPUTE SIGNATURE: 6982");
        assertThat(events.seen()).doesNotContain("POST bs");
    }

    @Test
    void a_server_of_another_CA_is_refused() throws Exception {
        X509Certificate other = TestCa.root("CN=Other").certificate();
        FactoryIdentity factory = FactoryIdentity.read(card, settingsOfFlow());

        assertThatThrownBy(() -> device.bootstrapServer().bootstrap("dev1", factory.identity(), List.of(other)))
                .isInstanceOf(ServerException.Refused.class)
                .hasMessageContaining("DTLS handshake");
        assertThatThrownBy(() ->
                        new ServerProbe(settings(peer.uri()), CLOCK).handshake(factory.identity(), List.of(other)))
                .isInstanceOf(ServerException.Refused.class);
    }

    @Test
    void the_probe_shakes_hands_and_leaves_no_trace() throws Exception {
        FactoryIdentity factory = FactoryIdentity.read(card, settingsOfFlow());

        assertThat(new ServerProbe(settings(peer.uri()), CLOCK).handshake(factory.identity(), factory.anchors()))
                .startsWith("TLS_ECDHE_ECDSA_WITH_AES_128_");
        assertThat(events.seen()).containsExactly("read", "sign factory");
    }

    /** A device without a battery-backed clock: its floor is older than the server's certificate. */
    @Test
    void a_clock_that_was_never_set_refuses_no_server_for_being_too_young_and_one_that_was_set_does() throws Exception {
        FactoryIdentity factory = FactoryIdentity.read(card, settingsOfFlow());
        Instant floor = TestCa.ALWAYS.from().minus(Duration.ofDays(365));
        DeviceClock unset = new DeviceClock(Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), floor);

        assertThat(new ServerProbe(
                                settings(peer.uri()), new ValidityClock(unset, Duration.ofMinutes(5), unset::isUnset))
                        .handshake(factory.identity(), factory.anchors()))
                .startsWith("TLS_ECDHE_ECDSA_WITH_AES_128_");

        unset.tell(floor.plus(Duration.ofDays(1)));
        ServerProbe told =
                new ServerProbe(settings(peer.uri()), new ValidityClock(unset, Duration.ofMinutes(5), unset::isUnset));
        assertThatThrownBy(() -> told.handshake(factory.identity(), factory.anchors()))
                .isInstanceOf(ServerException.Refused.class);
    }

    @Test
    void a_name_without_an_address_is_said_to_be_so() throws Exception {
        FactoryIdentity factory = FactoryIdentity.read(card, settingsOfFlow());
        LwM2mSettings nowhere = settings(URI.create("coaps://no-such-host.invalid:5684"));

        assertThatThrownBy(() -> new ServerProbe(nowhere, CLOCK).handshake(factory.identity(), factory.anchors()))
                .isInstanceOf(ServerException.Unreachable.class)
                .hasMessageContaining("has no address");
    }

    /** RFC 7030 3.3.2, 4.2.2: no bootstrap, the certificate in force on an association of its own, then the new one at the server. */
    @Test
    void a_renewal_needs_no_bootstrap_and_ends_in_a_registration_under_the_new_certificate() throws Exception {
        Managed before = flow().onceUntilManaged();

        Managed after = flow().onceRenewed();

        assertThat(events.count("POST bs")).isOne();
        assertThat(events.seen())
                .containsSubsequence(
                        "POST rd",
                        "GET .well-known/est/crts",
                        "generate",
                        "POST .well-known/est/sren",
                        "sign second",
                        "POST rd");
        assertThat(after.saved().key()).isEqualTo(World.SECOND_KEY);
        assertThat(after.saved().certificate()).isNotEqualTo(before.saved().certificate());
        assertThat(new StateFile(folder).load().managed()).contains(after.saved());
    }

    private Settings settingsOfFlow() {
        return new Settings(
                Optional.empty(),
                peer.uri(),
                World.FACTORY_KEY,
                List.of(CertificateSource.onCard(World.FACTORY_CERTIFICATE)),
                List.of(CertificateSource.known(List.of(ca.certificate()))),
                List.of(World.ENROLMENT_KEY, World.SECOND_KEY),
                EnrolmentPolicy.MODE_4,
                Duration.ofHours(1),
                RenewalPolicy.USUAL);
    }

    private Object session(String request) {
        return peer.seen(request).get(DtlsEndpointContext.KEY_SESSION_ID);
    }
}
