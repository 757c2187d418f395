package iotsafe.bootstrap.lwm2m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.Bell;
import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.ManagementServer.End;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.RenewalOrders;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.SessionMemory;
import iotsafe.bootstrap.SettableClock;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.SoftCard;
import iotsafe.bootstrap.TestCa;
import iotsafe.bootstrap.World;
import iotsafe.bootstrap.lwm2m.data.DataSettings;
import iotsafe.bootstrap.lwm2m.data.WhenFull;
import iotsafe.bootstrap.lwm2m.kept.Paper;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.est.ValidityClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.core.request.ContentFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A restart of a registered device over real DTLS and CoAP: an Update in the place of a Register (OMA LwM2M Core 6.2.2). */
@Timeout(60)
class ResumedRegistrationTest {
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
    private final SettableClock time = new SettableClock(TestCa.NOW);
    private final ValidityClock clock = ValidityClock.of(time);
    private final Paper registrations = new Paper();
    private final Paper attributes = new Paper();
    private SessionMemory sessions = new KeptSessionTest.Paper();
    private Optional<Duration> queueMode = Optional.empty();
    private LwM2mPeer peer;
    private LwM2mDevice device;
    private Managed managed;

    @BeforeEach
    void register() throws Exception {
        card.put(
                World.FACTORY_CERTIFICATE,
                ca.client("CN=dev1", card.put(World.FACTORY_KEY), TestCa.ALWAYS).getEncoded());
        peer = new LwM2mPeer(events, ca);
        peer.writesAccountOf(peer.uri());
        device = start(Objects.ofWorkingDevice());
        managed = flow().onceUntilManaged();
    }

    private LwM2mDevice start(List<LwM2mObjectEnabler> objects) {
        return LwM2mDevice.start(
                settings(),
                objects,
                clock,
                CardPsks.usual(card),
                LineWatch.NONE,
                new DeviceMemory(sessions, registrations, attributes),
                new Bell());
    }

    private LwM2mSettings settings() {
        return new LwM2mSettings(
                peer.uri(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                List.of(),
                CardCoapsProtocol.LARGEST_BODY,
                new DataSettings(List.of(), 1000, WhenFull.DROP_OLDEST, queueMode));
    }

    private Flow flow() {
        return new Flow(
                new Outside(
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
                        pause -> {},
                        new CoapsEnrolmentServer(settings(), clock),
                        RenewalOrders.NONE),
                SILENT);
    }

    /** What the process after this one does until the device is registered. */
    private List<String> afterRestart(List<LwM2mObjectEnabler> objects) throws Exception {
        device.close();
        device = start(objects);
        events.clear();
        managed = flow().onceUntilManaged();
        return events.seen().stream().filter(event -> !event.equals("connect")).toList();
    }

    private List<String> afterRestart() throws Exception {
        return afterRestart(Objects.ofWorkingDevice());
    }

    @AfterEach
    void stop() {
        device.close();
        peer.close();
    }

    /** RFC 5246 7.3: the session is resumed, and the card signs nothing. */
    @Test
    void one_Update_on_a_resumed_session_takes_the_registration_over() throws Exception {
        assertThat(afterRestart()).containsExactly("POST rd/1");

        assertThat(managed.registration().location()).isEqualTo("/rd/1");
        assertThat(peer.send(Request.newGet(), "1/0/1")).isEqualTo("CONTENT");
    }

    @Test
    void without_a_session_there_is_a_full_handshake_before_it() throws Exception {
        sessions.delete();

        assertThat(afterRestart()).containsExactly("sign enrolled", "POST rd/1");
    }

    @Test
    void so_it_does_time_after_time() throws Exception {
        for (int restart = 0; restart < 3; restart++) {
            assertThat(afterRestart()).containsExactly("POST rd/1");
        }
    }

    /** RFC 7641 4.2: the token is that of the one request that the server has sent. */
    @Test
    void the_server_goes_on_being_notified_without_observing_anew() throws Exception {
        String token = peer.observes("3/0/15");
        afterRestart();

        Request write = Request.newPut();
        write.getOptions().setContentFormat(ContentFormat.TEXT_CODE);
        write.setPayload("Europe/Paris");
        assertThat(peer.send(write, "3/0/15")).isEqualTo("CHANGED");

        await().until(() -> peer.notifications.contains(token + " Europe/Paris"));
        assertThat(peer.notifications).allMatch(each -> each.startsWith(token + " "));
    }

    @Test
    void a_server_that_no_longer_knows_it_is_registered_with_on_the_same_association() throws Exception {
        peer.observes("1/0/1");
        peer.answer("POST rd/1", ResponseCode.NOT_FOUND);

        assertThat(afterRestart()).containsExactly("POST rd/1", "POST rd");

        peer.answerAgain("POST rd/1");
        assertThat(afterRestart()).as("the session is kept all the same").containsExactly("POST rd/1");
        assertThat(peer.notifications).as("the old observation is gone").isEmpty();
    }

    @Test
    void any_other_answer_than_2_04_leads_to_a_Register_too() throws Exception {
        for (ResponseCode code : List.of(ResponseCode.BAD_REQUEST, ResponseCode.SERVICE_UNAVAILABLE)) {
            peer.answer("POST rd/1", code);

            assertThat(afterRestart()).containsExactly("POST rd/1", "POST rd");
        }
    }

    @Test
    void what_the_server_has_refused_is_not_tried_again() throws Exception {
        peer.answer("POST rd/1", ResponseCode.NOT_FOUND);
        peer.answer("POST rd", ResponseCode.SERVICE_UNAVAILABLE);
        assertThatThrownBy(this::afterRestart).hasCauseInstanceOf(ServerException.Unreachable.class);
        assertThat(events.count("POST rd/1")).isOne();
        peer.answerAgain("POST rd");

        flow().onceUntilManaged();

        assertThat(events.count("POST rd/1")).isOne();
    }

    @Test
    void a_handshake_that_fails_is_tried_again_with_the_same_Update() throws Exception {
        device.close();
        peer.forgetAssociations();
        peer.trustsNobody(true);
        device = start(Objects.ofWorkingDevice());
        assertThatThrownBy(() -> flow().onceUntilManaged()).hasCauseInstanceOf(ServerException.class);
        peer.trustsNobody(false);
        events.clear();

        flow().onceUntilManaged();

        assertThat(events.seen()).contains("POST rd/1").doesNotContain("POST rd");
    }

    @Test
    void a_lifetime_that_the_server_has_not_been_told_goes_into_the_Update() throws Exception {
        device.close();
        registrations.text = String.valueOf(registrations.text).replace("\"lifetime\":86400", "\"lifetime\":600");

        assertThat(afterRestart()).containsExactly("POST rd/1?lt=86400");
        assertThat(afterRestart()).as("now it knows").containsExactly("POST rd/1");
    }

    @Test
    void other_objects_go_into_the_Update() throws Exception {
        List<LwM2mObjectEnabler> more = new ArrayList<>(Objects.ofWorkingDevice());
        more.add(Objects.enabler(2, Map.of()));

        assertThat(afterRestart(more)).containsExactly("POST rd/1 with links");

        List<LwM2mObjectEnabler> again = new ArrayList<>(Objects.ofWorkingDevice());
        again.add(Objects.enabler(2, Map.of()));
        assertThat(afterRestart(again)).containsExactly("POST rd/1");
    }

    @Test
    void queue_mode_is_told_by_a_Register_alone() throws Exception {
        queueMode = Optional.of(Duration.ofSeconds(93));

        assertThat(afterRestart()).containsExactly("POST rd");
    }

    @Test
    void another_certificate_registers() throws Exception {
        managed = flow().onceRenewed();

        assertThat(events.seen()).endsWith("POST rd");
        assertThat(afterRestart()).as("and is gone on with").containsExactly("POST rd/1");
    }

    @Test
    void a_device_that_was_deregistered_registers() throws Exception {
        managed.registration().deregister(Duration.ofSeconds(5));

        assertThat(afterRestart()).containsExactly("POST rd");
    }

    @Test
    void a_device_that_was_disabled_registers() throws Exception {
        peer.send(Request.newPost(), "1/0/4");
        assertThat(managed.registration().keep(Duration.ofMinutes(1))).contains(End.DISABLED);

        assertThat(afterRestart()).containsExactly("POST rd");
    }

    @Test
    void a_bootstrap_leaves_nothing_of_before() throws Exception {
        writeAttributes("1/0/1", "pmin=100");
        new StateFile(folder).delete();
        time.set(TestCa.NOW.plusSeconds(60));

        assertThat(afterRestart()).contains("POST bs", "POST rd").doesNotContain("POST rd/1");

        assertThat(discover("1/0/1")).isEqualTo("</1/0/1>");
    }

    @Test
    void written_attributes_are_there_after_the_restart() throws Exception {
        writeAttributes("1/0/1", "pmin=100");

        afterRestart();

        assertThat(discover("1/0/1")).isEqualTo("</1/0/1>;pmin=100");
    }

    @Test
    void another_cards_device_has_nothing_of_it() throws Exception {
        writeAttributes("1/0/1", "pmin=100");

        device.managementServer().forget();
        device.close();

        assertThat(registrations.text).isNull();
        assertThat(attributes.text).isNull();
    }

    private void writeAttributes(String path, String query) throws InterruptedException {
        Request write = Request.newPut();
        write.getOptions().addUriQuery(query);
        assertThat(peer.send(write, path)).isEqualTo("CHANGED");
    }

    private String discover(String path) throws InterruptedException {
        Request discover = Request.newGet();
        discover.getOptions().setAccept(MediaTypeRegistry.APPLICATION_LINK_FORMAT);
        return peer.content(discover, path);
    }
}
