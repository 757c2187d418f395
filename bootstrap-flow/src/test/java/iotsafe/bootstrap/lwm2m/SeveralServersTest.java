package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newBooleanResource;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newUnsignedIntegerResource;

import iotsafe.bootstrap.Bell;
import iotsafe.bootstrap.Delays;
import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.FactoryServer;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.OtherRegistrations;
import iotsafe.bootstrap.OtherServersListener;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.Pause;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.ServerMemory;
import iotsafe.bootstrap.SessionMemory;
import iotsafe.bootstrap.SettableClock;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.SoftCard;
import iotsafe.bootstrap.TestCa;
import iotsafe.bootstrap.World;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.est.ValidityClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.util.datatype.ULong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A device with several accounts, over real DTLS and CoAP (OMA LwM2M Core 1.1, 6.2.1, E.2). */
@Timeout(60)
class SeveralServersTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Delays AT_ONCE = new Delays(
            new Delays.Range(Duration.ofMillis(1), Duration.ofMillis(2)),
            new Delays.Range(Duration.ofMillis(1), Duration.ofMillis(2)));

    @TempDir
    private Path folder;

    private final TestCa ca = TestCa.root("CN=Operator CA");
    private final Events cardDid = new Events();
    private final SoftCard card = new SoftCard(cardDid);
    private final SettableClock time = new SettableClock(TestCa.NOW);
    private final ValidityClock clock = new ValidityClock(time, Duration.ofMinutes(5));
    private final Events firstSaw = new Events();
    private final Events secondSaw = new Events();
    private final Events thirdSaw = new Events();
    /** Whoever waits for longer than nothing, but the flow, waits for one of these. */
    private final Semaphore patience = new Semaphore(0);

    private final List<Duration> pauses = new CopyOnWriteArrayList<>();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final AtomicBoolean ordered = new AtomicBoolean();
    private final Map<Integer, String> sessions = new ConcurrentHashMap<>();
    private LwM2mPeer first;
    private LwM2mPeer second;
    private LwM2mPeer third;
    private LwM2mDevice device;
    private OtherRegistrations others;
    private Thread flow;
    private volatile boolean flowWaits;

    @BeforeEach
    @SuppressWarnings("NullAway.Init") // the device is made by each test, when its accounts are written
    void start() throws Exception {
        card.put(
                World.FACTORY_CERTIFICATE,
                ca.client("CN=dev1", card.put(World.FACTORY_KEY), TestCa.ALWAYS).getEncoded());
        first = new LwM2mPeer(firstSaw, ca);
        second = new LwM2mPeer(secondSaw, ca);
        third = new LwM2mPeer(thirdSaw, ca);
        first.writesAccountOf(first.uri());
        first.writesAccountOf(second, 1, 200);
    }

    private static LwM2mResource priority(long order) {
        return newUnsignedIntegerResource(13, ULong.valueOf(order));
    }

    /** Three accounts in this order, the second of which may block. */
    private void three(boolean secondBlocks) throws Exception {
        first.writesAccountOf(first, 0, 123, priority(1));
        first.writesAccountOf(second, 1, 200, priority(2), newBooleanResource(15, secondBlocks));
        first.writesAccountOf(third, 2, 300, priority(3));
    }

    private void run() {
        LwM2mSettings settings = new LwM2mSettings(
                first.uri(), Optional.empty(), Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(10));
        Bell bell = new Bell();
        device = LwM2mDevice.start(
                settings,
                Objects.ofWorkingDevice(),
                clock,
                CardPsks.usual(card),
                LineWatch.NONE,
                new DeviceMemory(new Sessions(123), ServerMemory.NONE, ServerMemory.NONE),
                bell);
        others = new OtherRegistrations(
                device.otherServers(),
                new OtherServersListener() {
                    @Override
                    public void failed(ServerAccount account, Throwable failure, Duration pause) {
                        told.add("failed " + account.shortServerId());
                    }
                },
                bell,
                pause -> {
                    if (!pause.isZero()) {
                        pauses.add(pause);
                        patience.acquire();
                    }
                },
                AT_ONCE);
        device.whenBootstrapBegins(others::leave);
        Outside outside = new Outside(
                card,
                device.bootstrapServer(),
                device.managementServer(),
                new StateFile(folder),
                new Settings(
                        Optional.empty(),
                        first.uri(),
                        World.FACTORY_KEY,
                        List.of(CertificateSource.onCard(World.FACTORY_CERTIFICATE)),
                        List.of(CertificateSource.known(List.of(ca.certificate()))),
                        List.of(World.ENROLMENT_KEY, World.SECOND_KEY),
                        EnrolmentPolicy.MODE_4,
                        Duration.ofHours(1),
                        RenewalPolicy.USUAL),
                clock,
                new Pause() {
                    @Override
                    public void atLeast(Duration duration) {
                        // the flow's own delays are nothing that is tested here
                    }

                    @Override
                    public Duration untilCalled(Duration duration) throws InterruptedException {
                        flowWaits = true;
                        Duration left = bell.await(duration);
                        flowWaits = false;
                        return left;
                    }
                },
                new CoapsEnrolmentServer(settings, clock),
                () -> ordered.getAndSet(false),
                FactoryServer.NONE,
                others);
        Flow steps = new Flow(
                outside,
                new FlowListener() {
                    @Override
                    public void reached(DeviceState state, Duration took, long exchanges) {
                        told.add(state.getClass().getSimpleName());
                    }

                    @Override
                    public void failed(DeviceState next, Throwable failure, Duration pause) {
                        told.add("failed");
                    }
                },
                AT_ONCE);
        flow = new Thread(
                () -> {
                    try {
                        steps.run();
                    } catch (InterruptedException e) {
                        // the test is over
                    }
                },
                "flow");
        flow.start();
    }

    /** Keeps what it is given by server. */
    private final class Sessions implements SessionMemory {
        private final int server;

        Sessions(int server) {
            this.server = server;
        }

        @Override
        public SessionMemory of(int shortServerId) {
            return new Sessions(shortServerId);
        }

        @Override
        public Optional<String> read() {
            return Optional.ofNullable(sessions.get(server));
        }

        @Override
        public void write(String session) {
            sessions.put(server, session);
        }

        @Override
        public void delete() {
            sessions.remove(server);
        }
    }

    private void end() throws InterruptedException {
        flow.interrupt();
        flow.join();
        others.close();
        device.close();
    }

    private void restart() throws InterruptedException {
        end();
        List.of(firstSaw, secondSaw, thirdSaw).forEach(Events::clear);
        told.clear();
        run();
    }

    @AfterEach
    void stop() throws Exception {
        end();
        first.close();
        second.close();
        third.close();
    }

    private static void awaitCount(Events events, String event, long times) {
        await("%d times \"%s\" in %s".formatted(times, event, events.seen()))
                .atMost(PATIENCE)
                .until(() -> events.count(event) >= times);
    }

    private void awaitBoth() {
        awaitCount(firstSaw, "POST rd", 1);
        awaitCount(secondSaw, "POST rd", 1);
        awaitTold("Managed");
    }

    private void awaitTold(String what) {
        await(what).atMost(PATIENCE).until(() -> told.contains(what));
    }

    private static String write(LwM2mPeer peer, String path, String value) throws InterruptedException {
        Request write = Request.newPut();
        write.getOptions().setContentFormat(ContentFormat.TEXT_CODE);
        write.setPayload(value);
        return peer.send(write, path);
    }

    private SavedState saved() throws Exception {
        return new StateFile(folder).load().managed().orElseThrow();
    }

    @Test
    void Core_6_2_1_a_device_registers_with_each_server_under_its_enrolled_certificate_and_serves_both()
            throws Exception {
        run();
        awaitBoth();

        assertThat(second.registered()).isEqualTo(first.registered()).isEqualTo(saved().certificate());
        for (LwM2mPeer server : List.of(first, second, first, second)) {
            assertThat(server.reads("3/0/0", PATIENCE)).isTrue();
        }
        assertThat(firstSaw.count("POST bs")).isOne();
    }

    @Test
    void Core_6_2_1_a_restart_registers_with_both_and_bootstraps_with_none() throws Exception {
        run();
        awaitBoth();

        restart();
        awaitBoth();

        assertThat(firstSaw.seen()).containsOnlyOnce("POST rd").doesNotContain("POST bs");
        assertThat(secondSaw.seen()).containsExactly("POST rd");
    }

    @Test
    void RFC_5246_7_3_the_session_with_each_server_is_kept_and_a_restart_signs_nothing() throws Exception {
        run();
        awaitBoth();
        await().atMost(PATIENCE).until(() -> sessions.keySet().containsAll(List.of(123, 200)));

        cardDid.clear();
        restart();
        awaitBoth();
        assertThat(second.reads("3/0/0", PATIENCE)).isTrue();

        assertThat(cardDid.seen()).noneMatch(did -> did.startsWith("sign"));
    }

    @Test
    void E_2_1_a_lifetime_that_one_server_writes_is_saved_and_told_to_it_alone() throws Exception {
        run();
        awaitBoth();

        assertThat(write(second, "1/1/1", "600")).isEqualTo("CHANGED");

        assertThat(saved().objects()).contains("600");
        awaitCount(secondSaw, "POST rd/1?lt=600", 1);
        assertThat(firstSaw.count("POST rd/1?lt=600")).isZero();
    }

    @Test
    void E_2_8_an_update_is_triggered_for_the_account_that_it_is_executed_on() throws Exception {
        run();
        awaitBoth();

        assertThat(second.send(Request.newPost(), "1/1/8")).isEqualTo("CHANGED");

        awaitCount(secondSaw, "POST rd/1", 1);
        assertThat(firstSaw.count("POST rd/1")).isZero();
    }

    @Test
    void E_2_4_Disable_of_one_server_leaves_the_other_alone_and_lasts_over_a_restart() throws Exception {
        run();
        awaitBoth();
        write(second, "1/1/5", "3600");

        assertThat(second.send(Request.newPost(), "1/1/4")).isEqualTo("CHANGED");
        awaitCount(secondSaw, "DELETE rd/1", 1);
        await().atMost(PATIENCE)
                .until(() -> new StateFile(folder).load().othersSilentUntil().containsKey(200));
        assertThat(first.reads("3/0/0", PATIENCE)).isTrue();
        restart();
        awaitTold("Managed");
        await().atMost(PATIENCE).until(() -> pauses.size() == 2);

        assertThat(pauses.get(0)).isBetween(Duration.ofHours(1), Duration.ofMinutes(72));
        assertThat(pauses.get(1)).isBetween(Duration.ofHours(1), Duration.ofMinutes(72));
        assertThat(secondSaw.count("POST rd")).isZero();
        patience.release();
        awaitCount(secondSaw, "POST rd", 1);
        await().atMost(PATIENCE)
                .until(() -> new StateFile(folder).load().othersSilentUntil().isEmpty());
    }

    @Test
    void E_2_9_any_server_can_have_the_device_bootstrap_and_all_see_it_come_anew() throws Exception {
        run();
        awaitBoth();

        assertThat(second.send(Request.newPost(), "1/1/9")).isEqualTo("CHANGED");

        awaitCount(firstSaw, "POST rd", 2);
        awaitCount(secondSaw, "POST rd", 2);
        assertThat(firstSaw.seen()).containsSubsequence("POST rd", "DELETE rd/1", "POST bs", "POST rd");
        assertThat(secondSaw.seen()).containsExactly("POST rd", "DELETE rd/1", "POST rd");
    }

    @Test
    void Core_6_1_7_a_server_that_the_bootstrap_server_no_longer_names_is_left() throws Exception {
        run();
        awaitBoth();
        first.deletes(0, 2);
        first.deletes(1, 1);

        assertThat(first.send(Request.newPost(), "1/0/9")).isEqualTo("CHANGED");

        awaitCount(firstSaw, "POST rd", 2);
        awaitCount(secondSaw, "DELETE rd/1", 1);
        assertThat(saved().objects()).doesNotContain(second.uri().toString());
        assertThat(secondSaw.count("POST rd")).isOne();
    }

    @Test
    void Core_6_1_7_a_bootstrap_server_that_does_not_answer_costs_no_registration_with_another_server()
            throws Exception {
        run();
        awaitBoth();
        first.answer("POST bs", ResponseCode.SERVICE_UNAVAILABLE);

        assertThat(first.send(Request.newPost(), "1/0/9")).isEqualTo("CHANGED");
        awaitCount(firstSaw, "POST rd", 2);

        assertThat(second.reads("3/0/0", PATIENCE)).isTrue();
        assertThat(secondSaw.seen()).containsExactly("POST rd");
    }

    @Test
    void E_2_13_15_a_server_that_blocks_and_fails_is_waited_for_by_those_behind_it() throws Exception {
        three(true);
        second.answer("POST rd", ResponseCode.SERVICE_UNAVAILABLE);
        run();
        await().atMost(PATIENCE).until(() -> !pauses.isEmpty());
        assertThat(first.reads("3/0/0", PATIENCE)).isTrue();
        assertThat(thirdSaw.seen()).isEmpty();

        second.answerAgain("POST rd");
        patience.release();

        awaitCount(thirdSaw, "POST rd", 1);
        assertThat(secondSaw.count("POST rd")).isEqualTo(2);
    }

    @Test
    void E_2_15_a_server_that_fails_and_does_not_block_costs_the_next_one_nothing() throws Exception {
        three(false);
        second.answer("POST rd", ResponseCode.SERVICE_UNAVAILABLE);
        run();

        awaitCount(thirdSaw, "POST rd", 1);
        assertThat(pauses)
                .singleElement()
                .satisfies(pause -> assertThat(pause).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(72)));
    }

    @Test
    void E_2_16_a_server_that_rejects_the_device_leads_to_the_bootstrap_server_less_and_less_often() throws Exception {
        second.answer("POST rd", ResponseCode.FORBIDDEN);
        run();

        awaitCount(firstSaw, "POST bs", 2);
        awaitCount(secondSaw, "POST rd", 2);
        await().atMost(PATIENCE).until(() -> pauses.contains(AT_ONCE.refused().first()));
        second.answerAgain("POST rd");
        patience.release();
        awaitCount(secondSaw, "POST rd", 3);
        await().atMost(PATIENCE).until(() -> second.reads("3/0/0", PATIENCE));
    }

    @Test
    void E_2_16_a_server_that_forbids_it_leads_to_no_bootstrap() throws Exception {
        first.writesAccountOf(second, 1, 200, newBooleanResource(16, false));
        second.answer("POST rd", ResponseCode.FORBIDDEN);
        run();

        await().atMost(PATIENCE).until(() -> !pauses.isEmpty());
        assertThat(first.reads("3/0/0", PATIENCE)).isTrue();
        assertThat(firstSaw.count("POST bs")).isOne();
    }

    @Test
    void Core_6_2_2_a_registration_that_one_server_has_lost_is_made_anew_there_alone() throws Exception {
        run();
        awaitBoth();
        second.answer("POST rd/1", ResponseCode.NOT_FOUND);

        assertThat(second.send(Request.newPost(), "1/1/8")).isEqualTo("CHANGED");

        awaitCount(secondSaw, "POST rd", 2);
        assertThat(firstSaw.count("POST rd")).isOne();
    }

    @Test
    void Core_6_4_what_one_server_observes_goes_on_while_another_has_to_be_registered_with_anew() throws Exception {
        run();
        awaitBoth();
        BlockingQueue<String> told = second.observe("3/0/15");
        assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isNotNull();
        first.answer("POST rd/1", ResponseCode.NOT_FOUND);
        assertThat(first.send(Request.newPost(), "1/0/8")).isEqualTo("CHANGED");
        awaitCount(firstSaw, "POST rd", 2);
        await().atMost(PATIENCE).until(() -> first.reads("3/0/0", PATIENCE));

        assertThat(write(first, "3/0/15", "Europe/Paris")).isEqualTo("CHANGED");

        assertThat(told.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("Europe/Paris");
    }

    @Test
    void what_one_server_writes_is_saved_while_the_flows_own_does_not_answer() throws Exception {
        run();
        awaitBoth();
        restart();
        awaitBoth();
        first.answer("POST rd/1", ResponseCode.NOT_FOUND);
        first.answer("POST rd", ResponseCode.SERVICE_UNAVAILABLE);
        assertThat(first.send(Request.newPost(), "1/0/8")).isEqualTo("CHANGED");
        await().atMost(PATIENCE).until(() -> flowWaits);

        assertThat(write(second, "1/1/2", "77")).isEqualTo("CHANGED");

        assertThat(saved().objects()).contains("77");
    }

    @Test
    void a_bootstrap_that_one_server_wants_does_not_wait_for_the_flows_own() throws Exception {
        run();
        awaitBoth();
        first.answer("POST rd/1", ResponseCode.NOT_FOUND);
        first.answer("POST rd", ResponseCode.SERVICE_UNAVAILABLE);
        assertThat(first.send(Request.newPost(), "1/0/8")).isEqualTo("CHANGED");
        await().atMost(PATIENCE).until(() -> flowWaits);
        firstSaw.at("POST bs", () -> first.answerAgain("POST rd"));

        assertThat(second.send(Request.newPost(), "1/1/9")).isEqualTo("CHANGED");

        awaitCount(firstSaw, "POST bs", 2);
        awaitCount(secondSaw, "POST rd", 2);
    }

    @Test
    void a_renewed_certificate_is_shown_to_each_server() throws Exception {
        run();
        awaitBoth();

        ordered.set(true);

        awaitCount(firstSaw, "POST rd", 2);
        awaitCount(secondSaw, "POST rd", 2);
        await().atMost(PATIENCE).until(() -> saved().certificate().equals(second.registered()));
        assertThat(second.registered()).isEqualTo(first.registered());
    }

    @Test
    void Core_6_2_3_each_server_is_told_when_the_device_leaves() throws Exception {
        run();
        awaitBoth();

        others.deregister(PATIENCE);

        assertThat(secondSaw.seen()).containsExactly("POST rd", "DELETE rd/1");
    }
}
