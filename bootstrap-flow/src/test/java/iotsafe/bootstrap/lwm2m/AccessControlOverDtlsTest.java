package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.eclipse.leshan.core.node.LwM2mSingleResource.newIntegerResource;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.FactoryIdentity;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.ManagementServer.End;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.RenewalOrders;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.SoftCard;
import iotsafe.bootstrap.TestCa;
import iotsafe.bootstrap.World;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.est.EstException;
import iotsafe.est.ValidityClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.ReadRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Access control from the bootstrap session to the restart, over real DTLS and CoAP (OMA LwM2M Core 1.1, 8 and E.3). Of the
 * management servers the device registers with the first.
 */
@Timeout(60)
class AccessControlOverDtlsTest {
    private static final ValidityClock CLOCK = ValidityClock.of(Clock.fixed(TestCa.NOW, ZoneOffset.UTC));
    private static final URI OTHER = URI.create("coaps://other.example:5684");
    private static final int FIRST_ID = 123;
    private static final int OTHER_ID = 124;
    private static final int BOOTSTRAP_SERVER = 65535;
    /** As it is saved: SenML JSON in JSON. */
    private static final String ENTRY = "\\\"v\\\":27";

    @TempDir
    private Path folder;

    private final Events events = new Events();
    private final TestCa ca = TestCa.root("CN=Operator CA");
    private final SoftCard card = new SoftCard(events);
    private final List<DeviceState> reached = new CopyOnWriteArrayList<>();
    private LwM2mPeer peer;
    private List<LwM2mObjectEnabler> objects = List.of();
    private LwM2mDevice device;
    private Optional<Thread> running = Optional.empty();

    @BeforeEach
    void start() throws Exception {
        card.put(
                World.FACTORY_CERTIFICATE,
                ca.client("CN=dev1", card.put(World.FACTORY_KEY), TestCa.ALWAYS).getEncoded());
        peer = new LwM2mPeer(events, ca);
        peer.writesAccountOf(peer.uri());
        startDevice(Objects.ofSharedDevice());
    }

    private void writesAccountOfOther() throws Exception {
        peer.writesAccountOf(OTHER, 1, OTHER_ID);
    }

    private void startDevice(List<LwM2mObjectEnabler> all) {
        objects = all;
        device = LwM2mDevice.start(settings(), objects, CLOCK, CardPsks.usual(card));
    }

    private LwM2mSettings settings() {
        return new LwM2mSettings(
                peer.uri(), Optional.empty(), Optional.empty(), Duration.ofSeconds(10), Duration.ofSeconds(10));
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
                        new CoapsEnrolmentServer(settings(), CLOCK),
                        RenewalOrders.NONE),
                new FlowListener() {
                    @Override
                    public void reached(DeviceState state, Duration took, long exchanges) {
                        reached.add(state);
                    }

                    @Override
                    public void failed(DeviceState next, Throwable failure, Duration pause) {}
                });
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
        running = Optional.of(thread);
        thread.start();
        await().atMost(Duration.ofSeconds(20)).until(() -> reached.stream().anyMatch(Managed.class::isInstance));
    }

    @AfterEach
    void stop() throws Exception {
        stopDevice();
        peer.close();
    }

    private void stopDevice() throws InterruptedException {
        if (running.isPresent()) {
            running.get().interrupt();
            running.get().join();
        }
        device.close();
    }

    private void restart() throws InterruptedException {
        stopDevice();
        reached.clear();
        startDevice(Objects.ofSharedDevice());
    }

    /** That the bootstrap server writes this instance of object 2. */
    private void writesControl(int id, int object, int instance, int owner, Map<Integer, Long> acl) {
        List<LwM2mResource> resources = new ArrayList<>(
                List.of(newIntegerResource(0, object), newIntegerResource(1, instance), newIntegerResource(3, owner)));
        if (!acl.isEmpty()) {
            resources.add(LwM2mMultipleResource.newIntegerResource(2, acl));
        }
        peer.writes(2, id, resources.toArray(LwM2mResource[]::new));
    }

    private String get(String path) throws InterruptedException {
        return peer.send(Request.newGet(), path);
    }

    private String put(String path, String senml) throws InterruptedException {
        Request write = Request.newPut();
        write.getOptions().setContentFormat(ContentFormat.SENML_JSON_CODE);
        write.setPayload(senml);
        return peer.send(write, path);
    }

    /** Who owns the access control of this instance. */
    private Object owner(int object, int instance) {
        return ((LwM2mObject) objects.get(3)
                        .read(LwM2mServer.SYSTEM, new ReadRequest(2))
                        .getContent())
                .getInstances().values().stream()
                        .filter(control -> control.getResource(0).getValue().equals((long) object)
                                && control.getResource(1).getValue().equals((long) instance))
                        .map(control -> control.getResource(3).getValue())
                        .findFirst()
                        .orElse("nobody");
    }

    @Test
    void what_the_bootstrap_server_writes_to_object_2_holds_and_holds_after_a_restart() throws Exception {
        writesAccountOfOther();
        writesControl(0, 3, 0, OTHER_ID, Map.of(FIRST_ID, 1L));
        writesControl(1, 1, 0, BOOTSTRAP_SERVER, Map.of(FIRST_ID, 2L));

        for (String when : List.of("after the bootstrap", "after a restart")) {
            run();

            assertThat(get("3/0/0")).as(when).isEqualTo("CONTENT");
            assertThat(peer.send(Request.newPost(), "3/0/4")).as(when).isEqualTo("UNAUTHORIZED");
            assertThat(get("1/0/1")).as(when).isEqualTo("UNAUTHORIZED");
            assertThat(put("1/0/1", "[{\"n\":\"/1/0/1\",\"v\":600}]")).as(when).isEqualTo("CHANGED");
            assertThat(get("1/1/1")).as(when).isEqualTo("UNAUTHORIZED");
            assertThat(get("2/0")).as(when).isEqualTo("CONTENT");
            assertThat(get("0/1/0")).as(when).isEqualTo("UNAUTHORIZED");
            restart();
        }
        assertThat(events.count("POST bs")).isOne();
    }

    @Test
    void every_instance_has_an_access_control_that_is_registered_and_saved() throws Exception {
        writesAccountOfOther();
        writesControl(5, 3, 0, OTHER_ID, Map.of(FIRST_ID, 1L));

        Managed managed = flow().onceUntilManaged();

        assertThat(peer.registeredObjects()).contains("</1/0>", "</1/1>", "</2/0>", "</2/1>", "</2/5>", "</3/0>");
        assertThat(managed.saved().objects()).contains("/2/0", "/2/1", "/2/5");
    }

    @Test
    void with_one_account_object_2_is_registered_without_instances_and_its_server_may_do_all() throws Exception {
        flow().onceUntilManaged();

        assertThat(peer.registeredObjects())
                .anyMatch(link -> link.startsWith("</2>"))
                .noneMatch(link -> link.startsWith("</2/"));
        assertThat(get("3/0/0")).isEqualTo("CONTENT");
        assertThat(get("1/0/1")).isEqualTo("CONTENT");
    }

    @Test
    void where_the_bootstrap_server_says_nothing_the_first_server_owns_all_but_the_account_of_the_other()
            throws Exception {
        writesAccountOfOther();

        flow().onceUntilManaged();

        assertThat(get("3/0/0")).isEqualTo("CONTENT");
        assertThat(get("1/1/1")).isEqualTo("UNAUTHORIZED");
        assertThat(owner(3, 0)).isEqualTo((long) FIRST_ID);
        assertThat(owner(1, 1)).isEqualTo((long) OTHER_ID);
    }

    /** LwM2M 1.0 had it so in E.3.1: a second account takes nothing from the first. */
    @Test
    void where_the_bootstrap_server_says_nothing_the_server_that_had_the_device_alone_goes_on_to_own_all()
            throws Exception {
        peer.writesAccountOf(peer.uri(), 0, OTHER_ID);
        Managed alone = flow().onceUntilManaged();
        assertThat(peer.send(Request.newPost(), "1/0/9")).isEqualTo("CHANGED");
        assertThat(alone.registration().keep(Duration.ofMinutes(1))).contains(End.BOOTSTRAP_REQUESTED);
        peer.writesAccountOf(OTHER, 1, FIRST_ID);

        FactoryIdentity factory = FactoryIdentity.read(card, settingsOfFlow());
        device.bootstrapServer().bootstrap("dev1", factory.identity(), factory.anchors());

        assertThat(owner(3, 0)).isEqualTo((long) OTHER_ID);
        assertThat(owner(1, 1)).isEqualTo((long) FIRST_ID);
    }

    /** As accounts from the SIM's bootstrap file do. */
    @Test
    void of_accounts_that_came_without_object_2_the_first_server_owns_all() throws Exception {
        writesAccountOfOther();
        stopDevice();
        startDevice(Objects.ofWorkingDevice());
        flow().onceUntilManaged();
        restart();

        Managed managed = flow().onceUntilManaged();

        assertThat(get("3/0/0")).isEqualTo("CONTENT");
        assertThat(get("1/1/1")).isEqualTo("UNAUTHORIZED");
        managed.registration().keep(Duration.ZERO);
        assertThat(device.managementServer().change())
                .hasValueSatisfying(change -> assertThat(change.objects()).contains("\"/2/0\""));
    }

    @Test
    void what_an_owner_writes_to_object_2_is_saved_when_it_is_answered() throws Exception {
        writesAccountOfOther();
        writesControl(0, 3, 0, FIRST_ID, Map.of(OTHER_ID, 1L));
        run();
        assertThat(saved()).doesNotContain(ENTRY);

        assertThat(put("2/0/2", "[{\"n\":\"/2/0/2/124\",\"v\":27}]")).isEqualTo("CHANGED");

        assertThat(saved()).contains(ENTRY);
        assertThat(put("2/0/2", "[{\"n\":\"/2/0/2/99\",\"v\":27}]")).isEqualTo("BAD_REQUEST");
    }

    private String saved() throws Exception {
        return new StateFile(folder).load().managed().orElseThrow().objects();
    }

    @Test
    void an_object_2_that_is_not_clear_is_refused_at_Finish_and_undone() throws Exception {
        writesAccountOfOther();
        writesControl(0, 3, 0, FIRST_ID, Map.of());
        writesControl(1, 3, 0, OTHER_ID, Map.of());

        assertThatThrownBy(flow()::onceUntilManaged)
                .hasCauseInstanceOf(ServerException.Unusable.class)
                .hasMessageContaining("/2/0 and /2/1 are both for object 3, instance 0");

        assertThat(objects.get(3).getAvailableInstanceIds()).isEmpty();
    }

    @Test
    void object_2_is_undone_with_the_session() {
        assertThatThrownBy(() -> {
                    writesAccountOfOther();
                    peer.answer("POST .well-known/est/sen", ResponseCode.FORBIDDEN);
                    flow().onceUntilManaged();
                })
                .hasCauseInstanceOf(EstException.Refused.class);

        assertThat(objects.get(3).getAvailableInstanceIds()).isEmpty();
    }
}
