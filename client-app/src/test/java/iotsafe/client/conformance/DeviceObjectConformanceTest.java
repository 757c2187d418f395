package iotsafe.client.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.conformance.DemoServer.Events;
import iotsafe.client.conformance.DemoServer.Node;
import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** The Device object (OMA LwM2M Core 1.1, E.4; ETS 6.1.6.4, 650 to 699). */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class DeviceObjectConformanceTest {
    private static final String ENDPOINT = "device-conformance";
    private static final String DEVICE =
            "device: {manufacturer: Maker, model: M1, serial-number: S-1, firmware-version: \"3.2\", device-type: meter}";

    @AutoClose
    private final Stage stage = new Stage();

    @AutoClose
    private final RunningDevice device;

    private final Shared shared;
    private final DemoServer demo;

    DeviceObjectConformanceTest(Shared shared) throws Exception {
        this.shared = shared;
        shared.management().admit(ENDPOINT);
        Path folder = stage.newFolder();
        device = RunningDevice.started(
                        folder,
                        Sim.fromFactory(folder, shared.bed(), ENDPOINT),
                        shared.server().bootstrap(),
                        DEVICE)
                .awaitRegistrations(1);
        demo = new DemoServer(shared.management(), ENDPOINT);
    }

    /** LightweightM2M-1.0-int-651, Check Access to the Resources: what is readable is read; the clock is set; the host's time zone is not the agent's. */
    @Test
    void int_651_Check_Access_to_the_Resources() throws Exception {
        Node before = demo.read("/3/0", "TLV").content();
        assertThat(before.value(0)).isEqualTo("Maker");
        assertThat(before.value(1)).isEqualTo("M1");
        assertThat(before.value(2)).isEqualTo("S-1");
        assertThat(before.value(3)).isEqualTo("3.2");
        assertThat(before.value(16)).isEqualTo("U");
        assertThat(before.value(17)).isEqualTo("meter");

        String now = Instant.now().toString();
        String time = "{\"id\":0,\"resources\":[{\"id\":13,\"value\":\"%s\"}]}".formatted(now);
        assertThat(demo.update("/3/0", time, "TLV").status()).isEqualTo("CHANGED(204)");
        Instant told =
                Instant.parse(String.valueOf(demo.read("/3/0/13").content().value()));
        assertThat(Duration.between(told, Instant.now()).abs()).isLessThan(Duration.ofMinutes(1));

        String zone = "{\"id\":0,\"resources\":[{\"id\":14,\"value\":\"+02:00\"}]}";
        assertThat(demo.update("/3/0", zone, "TLV").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.read("/3/0/14").content().value()).isEqualTo(before.value(14));
    }

    /** LightweightM2M-1.0-int-652, Querying the firmware version from the client. */
    @Test
    void int_652_Querying_the_firmware_version_from_the_client() throws Exception {
        assertThat(demo.read("/3/0/3").content().value()).isEqualTo("3.2");
    }

    /** LightweightM2M-1.1-int-241, Executable Resource: Rebooting the device, and int-655: answered first, then begun anew and registered again. */
    @Test
    void int_241_Executable_Resource_Rebooting_the_device() throws Exception {
        int registrations = (int) device.registrations();
        long bootstraps = shared.bed().bootstraps(ENDPOINT);
        assertThat(demo.execute("/3/0/4").status()).isEqualTo("CHANGED(204)");
        assertThat(device.isRebootAsked()).isTrue();
        device.restart();
        device.awaitRegistrations(registrations + 1);
        await().atMost(RunningDevice.PATIENCE).until(demo::isRegistered);
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(bootstraps);
    }

    /** LightweightM2M-1.0-int-656, Check of the "Factory Reset" capability: the accounts are forgotten, and the device bootstraps. */
    @Test
    void int_656_Check_of_the_Factory_Reset_capability() throws Exception {
        int registrations = (int) device.registrations();
        long bootstraps = shared.bed().bootstraps(ENDPOINT);
        assertThat(demo.execute("/3/0/5").status()).isEqualTo("CHANGED(204)");
        assertThat(device.isRebootAsked()).isTrue();
        device.restart();
        device.awaitRegistrations(registrations + 1);
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(bootstraps + 1);
    }

    /** LightweightM2M-1.0-int-657, Check of the "Error Code" functionality: read, and reset. */
    @Test
    void int_657_Check_of_the_Error_Code_functionality() throws Exception {
        assertThat(demo.read("/3/0/11").content().value()).isEqualTo(Map.of("0", 0));
        assertThat(demo.execute("/3/0/12").status()).isEqualTo("CHANGED(204)");
        assertThat(demo.read("/3/0/11").content().value()).isEqualTo(Map.of("0", 0));
    }

    /** LightweightM2M-1.0-int-660, Basic Observation and notification of Device Object Resources: the instance, after pmax. */
    @Test
    void int_660_Basic_Observation_and_notification_of_Device_Object_Resources() throws Exception {
        demo.writeAttributes("/3/0", "pmin=1&pmax=1");
        try (Events events = demo.events()) {
            assertThat(demo.observe("/3/0").content().value(0)).isEqualTo("Maker");
            assertThat(Node.of(events.await("NOTIFICATION", 1).get("val")).value(0))
                    .isEqualTo("Maker");
        } finally {
            demo.forget("/3/0");
            demo.writeAttributes("/3/0", "pmin&pmax");
        }
    }

    /** LightweightM2M-1.0-int-680, Create Object Instance. */
    @Test
    void int_680_Create_Object_Instance() throws Exception {
        assertThat(demo.create("/3", "{\"id\":1,\"resources\":[]}").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
    }

    /** LightweightM2M-1.0-int-685, Delete Object Instance. */
    @Test
    void int_685_Delete_Object_Instance() throws Exception {
        assertThat(demo.delete("/3/0").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.read("/3/0/0").content().value()).isEqualTo("Maker");
    }
}
