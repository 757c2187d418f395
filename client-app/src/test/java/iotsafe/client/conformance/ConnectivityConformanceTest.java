package iotsafe.client.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.conformance.DemoServer.Events;
import iotsafe.client.conformance.DemoServer.Node;
import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Connectivity Monitoring, Location and Connectivity Statistics (OMA LwM2M Core 1.1, E.5, E.7, E.8; ETS 700 to 749, 800 to 849, 900 to 949).
 * pmin and pmax are shorter than the 2 and 10 seconds of the ETS.
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ConnectivityConformanceTest {
    private static final String ENDPOINT = "connected-conformance";

    @AutoClose
    private final Stage stage = new Stage();

    @AutoClose
    private final RunningDevice device;

    private final Path place;
    private final DemoServer demo;

    ConnectivityConformanceTest(Shared shared) throws Exception {
        shared.management().admit(ENDPOINT);
        Path folder = stage.newFolder();
        place = Files.writeString(folder.resolve("gps"), "48.1372 11.5756 520");
        device = RunningDevice.started(
                        folder,
                        Sim.fromFactory(folder, shared.bed(), ENDPOINT),
                        shared.server().bootstrap(),
                        "location: {file: \"%s\"}".formatted(place))
                .awaitRegistrations(1);
        demo = new DemoServer(shared.management(), ENDPOINT);
    }

    @AfterEach
    void the_registration_has_held() {
        assertThat(device.failures()).isEmpty();
    }

    /** What the next notification has, a second later. */
    private Node observed(String path) throws Exception {
        assertThat(demo.writeAttributes(path, "pmin=1&pmax=1").status()).isEqualTo("CHANGED(204)");
        try (Events events = demo.events()) {
            assertThat(demo.observe(path).status()).isEqualTo("CONTENT(205)");
            return Node.of(events.await("NOTIFICATION", 1).get("val"));
        } finally {
            demo.forget(path);
            demo.writeAttributes(path, "pmin&pmax");
        }
    }

    /** LightweightM2M-1.0-int-701, Querying the readable resources of object: what is mandatory is there. */
    @Test
    void int_701_Querying_the_readable_resources_of_object() throws Exception {
        Node monitoring = demo.read("/4/0").content();
        assertThat(monitoring.ids()).contains(0, 1, 2, 4);
        assertThat(monitoring.value(0)).isInstanceOf(Integer.class);
        assertThat(((Map<?, ?>) monitoring.value(1)).values().stream().map(Object.class::cast))
                .as("the bearer in use is available")
                .contains(monitoring.value(0));
        assertThat((Map<?, ?>) monitoring.value(4)).isNotEmpty();
    }

    /** LightweightM2M-1.0-int-710, Basic Observation and notification on Connectivity Monitoring Object Resources. */
    @Test
    void int_710_Basic_Observation_and_notification_on_Connectivity_Monitoring_Object_Resources() throws Exception {
        assertThat(observed("/4/0").ids()).contains(0, 1, 2, 4);
    }

    /** LightweightM2M-1.0-int-730 and 735, Create and Delete Object Instance: the interface is the host's. */
    @Test
    void int_730_Create_Object_Instance_and_int_735_Delete_Object_Instance() throws Exception {
        assertThat(demo.create("/4", "{\"id\":1,\"resources\":[]}").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        assertThat(demo.delete("/4/0").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
    }

    /** LightweightM2M-1.0-int-801, Querying the readable resources of object: latitude, longitude, altitude and the time of the place. */
    @Test
    void int_801_Querying_the_readable_resources_of_object() throws Exception {
        Node location = demo.read("/6/0").content();
        assertThat(location.ids()).containsExactly(0, 1, 2, 5);
        assertThat(location.value(0)).isEqualTo(48.1372);
        assertThat(location.value(1)).isEqualTo(11.5756);
        assertThat(location.value(2)).isEqualTo(520.0);
    }

    /** LightweightM2M-1.0-int-810, Basic Observation and notification on Location Object Instance: a new place is told. */
    @Test
    void int_810_Basic_Observation_and_notification_on_Location_Object_Instance() throws Exception {
        demo.writeAttributes("/6/0", "pmin=1&pmax=1");
        try (Events events = demo.events()) {
            demo.observe("/6/0");
            Files.writeString(place, "52.52 13.405 520");
            int told = events.all("NOTIFICATION").size();
            assertThat(Node.of(events.await("NOTIFICATION", told + 1).get("val"))
                            .value(0))
                    .isEqualTo(52.52);
        } finally {
            demo.forget("/6/0");
            demo.writeAttributes("/6/0", "pmin&pmax");
            Files.writeString(place, "48.1372 11.5756 520");
        }
    }

    /** LightweightM2M-1.0-int-901, Querying a Data Collection from Connectivity Object Instance: started, stopped, read. */
    @Test
    void int_901_Querying_a_Data_Collection_from_Connectivity_Object_Instance() throws Exception {
        demo.write("/7/0/8", 0);
        assertThat(demo.execute("/7/0/6").status()).isEqualTo("CHANGED(204)");
        demo.read("/3/0");
        assertThat(demo.execute("/7/0/7").status()).isEqualTo("CHANGED(204)");
        Node first = demo.read("/7/0").content();
        assertThat((Integer) first.value(4)).as("largest packet").isPositive();
        assertThat((Integer) first.value(5)).as("average packet").isPositive();
        demo.read("/3/0");
        Node second = demo.read("/7/0").content();
        assertThat(second.value(5)).as("nothing is counted after Stop").isEqualTo(first.value(5));
    }

    /** LightweightM2M-1.0-int-905, Setting the writable resources: the collection period. */
    @Test
    void int_905_Setting_the_writable_resources() throws Exception {
        assertThat(demo.write("/7/0/8", 60).status()).isEqualTo("CHANGED(204)");
        assertThat(demo.read("/7/0/8").content().value()).isEqualTo(60);
        assertThat(demo.update("/7/0", "{\"id\":0,\"resources\":[{\"id\":8,\"value\":-1}]}", "TLV")
                        .status())
                .isEqualTo("BAD_REQUEST(400)");
        assertThat(demo.read("/7/0/8").content().value()).isEqualTo(60);
    }

    /** LightweightM2M-1.0-int-910, Basic Observation and notification on Connectivity Statistics Object Instance: while it collects. */
    @Test
    void int_910_Basic_Observation_and_notification_on_Connectivity_Statistics_Object_Instance() throws Exception {
        demo.write("/7/0/8", 0);
        demo.execute("/7/0/6");
        Node told = observed("/7/0");
        assertThat((Integer) told.value(4)).isPositive();
        assertThat(demo.execute("/7/0/7").status()).isEqualTo("CHANGED(204)");
    }
}
