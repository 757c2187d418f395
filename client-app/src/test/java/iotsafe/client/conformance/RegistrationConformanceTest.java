package iotsafe.client.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.Disabled;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.client.conformance.DemoServer.Coap;
import iotsafe.client.conformance.DemoServer.Events;
import iotsafe.client.e2e.Json;
import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Client Registration (OMA LwM2M Core 1.1, 6.2; ETS 6.1.2, 100 to 199, and of the Server object, 550 to 599). */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class RegistrationConformanceTest {
    private static final String ENDPOINT = "registered-conformance";
    private static final String KEY = "B1E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";

    @AutoClose
    private final Stage stage = new Stage();

    @AutoClose
    private final RunningDevice device;

    private final StateFile state;
    private final Shared shared;
    private final DemoServer demo;

    RegistrationConformanceTest(Shared shared) throws Exception {
        this.shared = shared;
        shared.management().admit(ENDPOINT);
        Path folder = stage.newFolder();
        state = new StateFile(folder.resolve("state"));
        device = RunningDevice.started(
                        folder,
                        Sim.fromFactory(folder, shared.bed(), ENDPOINT),
                        shared.server().bootstrap())
                .awaitRegistrations(1);
        demo = new DemoServer(shared.management(), ENDPOINT);
    }

    private static boolean isUpdate(Coap message) {
        return message.isIncoming()
                && message.code().equals("POST")
                && message.options().contains("\"rd\", ");
    }

    /** LightweightM2M-1.1-int-101, Initial Registration (6.2.1): what the server learns of the device. */
    @Test
    void int_101_Initial_Registration() throws Exception {
        Map<String, Object> registration = demo.registration();
        assertThat(registration)
                .containsEntry("endpoint", ENDPOINT)
                .containsEntry("lwM2mVersion", "1.1")
                .containsEntry("bindingMode", "U")
                .containsEntry("queuemode", false)
                .containsEntry("secure", true);
        List<Object> objects = Json.objects(registration, "objectLinks").stream()
                .map(link -> link.get("url"))
                .toList();
        assertThat(objects).contains("/", "/1/0", "/3/0", "/4/0", "/7/0").doesNotContain("/0", "/0/0", "/0/1");
    }

    /** LightweightM2M-1.1-int-102, Registration Update (6.2.2): a lifetime that the server writes is told to it at once. */
    @Test
    void int_102_Registration_Update() throws Exception {
        try (Events events = demo.events()) {
            assertThat(demo.write("/1/0/1", 20).status()).isEqualTo("CHANGED(204)");
            Coap update = events.coap("Update", RegistrationConformanceTest::isUpdate, 1)
                    .get(0);
            assertThat(update.options()).contains("Uri-Query: \"lt=20\"");
            assertThat(update.payload()).as("nothing else has changed").isEmpty();
            events.await("UPDATED", 1);
            assertThat(demo.registration()).containsEntry("lifetime", 20);
        } finally {
            demo.write("/1/0/1", 300);
        }
    }

    /** LightweightM2M-1.1-int-103, Deregistration, and int-555: Disable (E.2, resources 4 and 5); it comes back by itself, without a bootstrap. */
    @Test
    void int_103_Deregistration() throws Exception {
        long bootstraps = shared.bed().bootstraps(ENDPOINT);
        long registrations = device.registrations();
        demo.write("/1/0/5", 1);
        Runnable release = device.holdAt(Disabled.class);
        try (Events events = demo.events()) {
            assertThat(demo.execute("/1/0/4").status()).isEqualTo("CHANGED(204)");
            events.await("DEREGISTRATION", 1);
            assertThat(demo.isRegistered()).isFalse();
            release.run();
            events.await("REGISTRATION", 1);
        } finally {
            release.run();
        }
        device.awaitRegistrations((int) registrations + 1);
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(bootstraps);
        assertThat(device.reached())
                .filteredOn(Disabled.class::isInstance)
                .singleElement()
                .satisfies(state -> assertThat(state.sentence())
                        .startsWith("disabled by " + shared.server().management() + " until "));
    }

    /** LightweightM2M-1.1-int-104, Registration Update Trigger, and int-556 (E.2, resource 8). */
    @Test
    void int_104_Registration_Update_Trigger() throws Exception {
        try (Events events = demo.events()) {
            assertThat(demo.execute("/1/0/8").status()).isEqualTo("CHANGED(204)");
            Coap update = events.coap("Update", RegistrationConformanceTest::isUpdate, 1)
                    .get(0);
            assertThat(update.options()).as("without parameters").doesNotContain("Uri-Query");
            events.coap(
                    "its answer",
                    answer -> answer.token().equals(update.token())
                            && answer.code().equals("2.04"),
                    1);
        }
    }

    /** LightweightM2M-1.1-int-105, Discarded Register Update: after 4.04 the device registers anew, on the same association. */
    @Test
    void int_105_Discarded_Register_Update() throws Exception {
        Path folder = stage.newFolder();
        try (OwnServer own = OwnServer.withKey("own", KEY);
                RunningDevice another = RunningDevice.started(
                        folder,
                        Sim.blank(folder).secret("0B", "management", KEY),
                        shared.server().bootstrap(),
                        "management: {uri: \"%s\", psk-identity: own, key: iotsafe:type=secret;id=0B, lifetime: 1h}"
                                .formatted(own.uri()))) {
            another.awaitRegistrations(1);
            assertThat(own.awaitAsked("POST rd?", 1).split("[?&]"))
                    .as("int-101")
                    .contains("ep=own", "lt=3600", "lwm2m=1.1");
            own.answer("POST rd/1", ResponseCode.NOT_FOUND);
            assertThat(own.ask(Request.newPost(), "1/0/8").getCode()).isEqualTo(ResponseCode.CHANGED);
            own.awaitAsked("POST rd/1", 1);
            own.awaitAsked("POST rd?", 2);
            assertThat(own.asked()).noneMatch(line -> line.startsWith("POST bs"));
        }
    }

    /** LightweightM2M-1.1-int-107, Extending the lifetime of a registration: Updates keep it up beyond its lifetime. */
    @Test
    void int_107_Extending_the_lifetime_of_a_registration() throws Exception {
        long bootstraps = shared.bed().bootstraps(ENDPOINT);
        try (Events events = demo.events()) {
            demo.write("/1/0/1", 2);
            List<Coap> updates = events.coap("Updates", RegistrationConformanceTest::isUpdate, 4);
            assertThat(updates.get(0).options()).contains("lt=2");
            assertThat(updates.subList(1, 4))
                    .allSatisfy(update -> assertThat(update.options()).doesNotContain("Uri-Query"));
            assertThat(events.all("DEREGISTRATION")).isEmpty();
            assertThat(demo.registration()).containsEntry("lifetime", 2);
        } finally {
            demo.write("/1/0/1", 300);
        }
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(bootstraps);
    }

    /** OMA LwM2M Core 1.1, E.2 and 6.2.1: a device that has lost its power registers under the account as the server left it, without a bootstrap. */
    @Test
    void Core_E_2_what_the_server_has_written_is_there_after_a_restart() throws Exception {
        long bootstraps = shared.bed().bootstraps(ENDPOINT);
        demo.write("/1/0/1", 3600);
        demo.write("/1/0/5", 7);
        // an answer waits two seconds for the disk, which may take longer on a busy machine
        await().atMost(RunningDevice.PATIENCE)
                .until(() -> state.peek().managed().orElseThrow().objects().contains("\\\"5\\\",\\\"v\\\":7}"));
        String before = String.valueOf(demo.registration().get("registrationId"));
        int registrations = (int) device.registrations();
        device.restart();
        device.awaitRegistrations(registrations + 1);
        assertThat(demo.registration()).containsEntry("registrationId", before).containsEntry("lifetime", 3600);
        assertThat(demo.read("/1/0/1").content().value()).isEqualTo(3600);
        assertThat(demo.read("/1/0/5").content().value()).isEqualTo(7);
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(bootstraps);
        demo.write("/1/0/1", 300);
    }
}
