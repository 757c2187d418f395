package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBooleanResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newIntegerResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newStringResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newUnsignedIntegerResource;

import iotsafe.bootstrap.Delays;
import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.RenewalOrders;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.SettableClock;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.SoftCard;
import iotsafe.bootstrap.TestCa;
import iotsafe.bootstrap.World;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.est.ValidityClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server can do to its account while the device is registered, over real DTLS and CoAP (OMA LwM2M Core 1.1, 6.2.2, E.1, E.2). */
@Timeout(60)
class ServerAccountTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Delays AT_ONCE = new Delays(
            new Delays.Range(Duration.ofMillis(1), Duration.ofMillis(2)),
            new Delays.Range(Duration.ofMillis(1), Duration.ofMillis(2)));

    @TempDir
    private Path folder;

    private final Events events = new Events();
    private final TestCa ca = TestCa.root("CN=Operator CA");
    private final SoftCard card = new SoftCard(events);
    private final SettableClock time = new SettableClock(TestCa.NOW);
    private final ValidityClock clock = new ValidityClock(time, Duration.ofMinutes(5));
    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<DeviceState> reached = new CopyOnWriteArrayList<>();
    private final List<Thread> running = new ArrayList<>();
    private LwM2mPeer peer;
    private List<LwM2mObjectEnabler> objects = List.of();
    private LwM2mDevice device;

    @BeforeEach
    void start() throws Exception {
        card.put(
                World.FACTORY_CERTIFICATE,
                ca.client("CN=dev1", card.put(World.FACTORY_KEY), TestCa.ALWAYS).getEncoded());
        peer = new LwM2mPeer(events, ca);
        peer.writesAccountOf(peer.uri());
        startDevice();
    }

    private void startDevice() {
        objects = Objects.ofWorkingDevice();
        device = LwM2mDevice.start(settings(), objects, clock, CardPsks.usual(card));
    }

    private LwM2mSettings settings() {
        return new LwM2mSettings(
                peer.uri(), Optional.empty(), Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(10));
    }

    private Flow flow() {
        Outside outside = new Outside(
                card,
                device.bootstrapServer(),
                device.managementServer(),
                new StateFile(folder),
                new Settings(
                        Optional.empty(),
                        peer.uri(),
                        World.FACTORY_KEY,
                        List.of(CertificateSource.onCard(World.FACTORY_CERTIFICATE)),
                        List.of(CertificateSource.known(List.of(ca.certificate()))),
                        List.of(World.ENROLMENT_KEY, World.SECOND_KEY),
                        EnrolmentPolicy.MODE_4,
                        Duration.ofHours(1),
                        RenewalPolicy.USUAL),
                clock,
                pauses::add,
                new CoapsEnrolmentServer(settings(), clock),
                RenewalOrders.NONE);
        return new Flow(
                outside,
                new FlowListener() {
                    @Override
                    public void reached(DeviceState state, Duration took, long exchanges) {
                        reached.add(state);
                    }

                    @Override
                    public void failed(DeviceState next, Throwable failure, Duration pause) {
                        events.add("failed");
                    }
                },
                AT_ONCE);
    }

    /** Registered, and kept so by a thread of its own, as in the agent. */
    private void run() {
        Flow flow = flow();
        Thread thread = new Thread(
                () -> {
                    try {
                        flow.run();
                    } catch (InterruptedException e) {
                        // the test is over
                    }
                },
                "flow");
        running.add(thread);
        thread.start();
        awaitRegistrations(1);
    }

    private void awaitRegistrations(int times) {
        await().atMost(PATIENCE)
                .until(() -> reached.stream()
                                .filter(Managed.class::isInstance)
                                .map(state -> ((Managed) state).registration())
                                .distinct()
                                .count()
                        >= times);
    }

    @AfterEach
    void stop() throws Exception {
        for (Thread thread : running) {
            thread.interrupt();
            thread.join();
        }
        device.close();
        peer.close();
    }

    private void restart() throws Exception {
        for (Thread thread : running) {
            thread.interrupt();
            thread.join();
        }
        running.clear();
        device.close();
        startDevice();
        reached.clear();
        events.clear();
    }

    private String write(String path, String value) throws InterruptedException {
        Request write = Request.newPut();
        write.getOptions().setContentFormat(ContentFormat.TEXT_CODE);
        write.setPayload(value);
        return peer.send(write, path);
    }

    /** A lifetime and another resource (OMA LwM2M Core 6.3.9). */
    private String writeComposite(String lifetime) throws InterruptedException {
        return send(
                Request.newIPatch(),
                "",
                "[{\"n\":\"/1/0/1\",\"v\":%s},{\"n\":\"/1/0/6\",\"vb\":true}]".formatted(lifetime));
    }

    private String send(Request write, String path, String senml) throws InterruptedException {
        write.getOptions().setContentFormat(ContentFormat.SENML_JSON_CODE);
        write.setPayload(senml);
        return peer.send(write, path);
    }

    private Object value(int object, int resource) {
        return ((LwM2mResource) objects.get(object)
                        .read(LwM2mServer.SYSTEM, new ReadRequest(object, 0, resource))
                        .getContent())
                .getValue();
    }

    @Test
    void Core_6_2_2_a_lifetime_that_the_server_writes_is_saved_when_it_is_answered_and_updated_at_once()
            throws Exception {
        run();

        assertThat(write("1/0/1", "600")).isEqualTo("CHANGED");

        assertThat(new StateFile(folder).load().managed().orElseThrow().objects())
                .contains("600");
        await().atMost(PATIENCE).until(() -> events.seen().contains("POST rd/1?lt=600"));
        restart();
        run();
        assertThat(value(1, 1)).isEqualTo(600L);
        assertThat(events.count("POST bs")).isZero();
    }

    /** OMA LwM2M Core 6.3: 4.00, and no bug of ours. */
    @Test
    void a_value_of_another_type_is_the_servers_mistake() throws Exception {
        run();

        assertThat(send(Request.newPut(), "1/0/1", "[{\"n\":\"/1/0/1\",\"vs\":\"long\"}]"))
                .isEqualTo("BAD_REQUEST");
        assertThat(send(Request.newPost(), "1/0", "[{\"n\":\"/1/0/1\",\"vb\":true}]"))
                .isEqualTo("BAD_REQUEST");
        assertThat(send(Request.newIPatch(), "", "[{\"n\":\"/1/0/1\",\"vs\":\"long\"}]"))
                .isEqualTo("BAD_REQUEST");
        assertThat(value(1, 1)).isEqualTo(86400L);
    }

    /** A server is told of nothing to be done that the next start would not know. */
    @Test
    void what_cannot_be_saved_is_undone_and_refused_and_taken_when_there_is_room_again() throws Exception {
        run();
        assertThat(write("1/0/5", "77")).isEqualTo("CHANGED");
        Path inTheWay = Files.createDirectories(folder.resolve("state.new/in the way"));

        assertThat(write("1/0/1", "600")).isEqualTo("INTERNAL_SERVER_ERROR");
        assertThat(write("1/0/5", "78")).isEqualTo("INTERNAL_SERVER_ERROR");
        assertThat(write("1/0/2", "11")).isEqualTo("INTERNAL_SERVER_ERROR");

        assertThat(writeComposite("600")).isEqualTo("INTERNAL_SERVER_ERROR");

        assertThat(List.of(value(1, 1), value(1, 5))).containsExactly(86400L, 77L);
        assertThat(peer.send(Request.newGet(), "1/0/2")).isEqualTo("NOT_FOUND");
        Files.delete(inTheWay);
        assertThat(writeComposite("600")).isEqualTo("CHANGED");
        assertThat(new StateFile(folder).load().managed().orElseThrow().objects())
                .contains("600");
        restart();
        run();
        assertThat(List.of(value(1, 1), value(1, 5))).containsExactly(600L, 77L);
    }

    /** Each write waits for its save, two seconds at most; the server repeats its request after as long (RFC 7252 4.8). */
    @Test
    void Core_6_3_3_a_write_that_changes_nothing_waits_for_no_disk() throws Exception {
        run();
        Instant before = Instant.now();

        assertThat(write("1/0/1", "86400")).isEqualTo("CHANGED");

        assertThat(Duration.between(before, Instant.now())).isLessThan(Duration.ofSeconds(2));
    }

    @Test
    void E_2_what_the_server_writes_is_kept_over_a_restart_and_an_observer_needs_no_new_registration()
            throws Exception {
        run();

        assertThat(write("1/0/2", "11")).isEqualTo("CHANGED");
        assertThat(write("1/0/3", "1111")).isEqualTo("CHANGED");
        assertThat(write("1/0/5", "77")).isEqualTo("CHANGED");
        assertThat(write("1/0/6", "1")).isEqualTo("CHANGED");
        assertThat(write("1/0/23", "0")).isEqualTo("CHANGED");

        assertThat(events.count("POST rd")).isOne();
        restart();
        run();
        assertThat(List.of(value(1, 2), value(1, 3), value(1, 5), value(1, 6), value(1, 23)))
                .containsExactly(11L, 1111L, 77L, true, false);
    }

    @Test
    void E_2_4_Disable_is_answered_deregisters_and_after_the_timeout_a_resumed_session_registers_again()
            throws Exception {
        run();
        write("1/0/5", "3600");
        events.clear();

        assertThat(peer.send(Request.newPost(), "1/0/4")).isEqualTo("CHANGED");
        awaitRegistrations(2);

        assertThat(events.seen()).containsExactly("DELETE rd/1", "connect", "POST rd");
        assertThat(pauses)
                .singleElement()
                .satisfies(silence -> assertThat(silence).isBetween(Duration.ofHours(1), Duration.ofMinutes(72)));
    }

    @Test
    void E_2_9_Bootstrap_Request_Trigger_bootstraps_anew_and_with_the_old_account_where_that_fails() throws Exception {
        run();
        peer.answer("POST bs", ResponseCode.FORBIDDEN);
        events.clear();

        assertThat(peer.send(Request.newPost(), "1/0/9")).isEqualTo("CHANGED");
        awaitRegistrations(2);

        assertThat(events.seen()).containsSubsequence("DELETE rd/1", "POST bs", "failed", "connect", "POST rd");
    }

    @Test
    void E_2_12_Last_Bootstrapped_is_set() throws Exception {
        flow().onceUntilManaged();

        assertThat(((Date) value(1, 12)).toInstant()).isEqualTo(TestCa.NOW);
    }

    @Test
    void E_1_12_a_bootstrap_account_is_purged_when_its_time_is_up_and_a_restart_does_not_bring_it_back()
            throws Exception {
        peer.writes(
                0,
                0,
                newStringResource(0, peer.uri().toString()),
                newBooleanResource(1, true),
                newIntegerResource(2, 2),
                newIntegerResource(12, 60));
        Managed managed = flow().onceUntilManaged();
        assertThat(managed.saved().objects()).contains("\"/0/0\"");

        time.set(TestCa.NOW.plusSeconds(61));
        run();
        await().atMost(PATIENCE)
                .until(() -> !new StateFile(folder)
                        .load()
                        .managed()
                        .orElseThrow()
                        .objects()
                        .contains("\"/0/0\""));

        assertThat(peer.send(Request.newPost(), "1/0/9")).isEqualTo("BAD_REQUEST");
        restart();
        run();
        assertThat(objects.get(0).getAvailableInstanceIds()).containsExactly(1);
    }

    @Test
    void E_2_11_the_alert_of_a_server_can_be_read_there_once_it_lets_the_device_in_again() throws Exception {
        flow().onceUntilManaged();
        restart();
        peer.trustsNobody(true);
        assertThatThrownBy(flow()::onceUntilManaged)
                .hasCauseInstanceOf(ServerException.Refused.class)
                .hasMessageContaining("DTLS handshake: Received");
        peer.trustsNobody(false);
        run();

        assertThat(peer.send(Request.newGet(), "1/0/11")).isEqualTo("CONTENT");
        assertThat(value(1, 11)).hasToString("42");
        await().atMost(PATIENCE)
                .until(() -> new StateFile(folder)
                        .load()
                        .managed()
                        .orElseThrow()
                        .objects()
                        .contains("42"));
    }

    @Test
    void Core_6_2_1_a_server_in_trouble_of_its_own_has_rejected_nothing() {
        peer.answer("POST rd", ResponseCode.SERVICE_UNAVAILABLE);

        assertThatThrownBy(flow()::onceUntilManaged)
                .hasCauseInstanceOf(ServerException.Unreachable.class)
                .hasMessageContaining("was answered with");
    }

    @Test
    void Core_6_2_1_a_server_that_does_not_answer_leads_to_the_bootstrap_server_after_all_attempts() throws Exception {
        peer.writes(
                1,
                0,
                newIntegerResource(0, 123),
                newIntegerResource(1, 86400),
                newBooleanResource(6, false),
                newStringResource(7, "U"),
                newUnsignedIntegerResource(17, ULong.valueOf(3)),
                newUnsignedIntegerResource(18, ULong.valueOf(10)));
        flow().onceUntilManaged();
        restart();
        peer.answer("POST rd", ResponseCode.SERVICE_UNAVAILABLE);
        events.at("POST bs", () -> peer.answerAgain("POST rd"));

        run();

        assertThat(events.count("POST rd")).isEqualTo(4);
        assertThat(events.seen()).containsSubsequence("POST rd", "POST rd", "POST rd", "POST bs", "POST rd");
        assertThat(pauses).hasSize(2);
        assertThat(pauses.get(0)).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(12));
        assertThat(pauses.get(1)).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(24));
    }
}
