package iotsafe.client.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.client.conformance.DemoServer.Coap;
import iotsafe.client.conformance.DemoServer.Events;
import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Queue mode (OMA LwM2M Core 1.1, 6.5; ETS int-108 and int-109), with a device that is awake for a second after each message. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class QueueModeConformanceTest {
    private static final String ENDPOINT = "queue-conformance";
    private static final String GAUGE = "/3303/0/5700";

    @AutoClose
    private final Stage stage = new Stage();

    @AutoClose
    private final Gauge gauge;

    @AutoClose
    private final RunningDevice device;

    private final DemoServer demo;

    QueueModeConformanceTest(Shared shared) throws Exception {
        shared.management().admit(ENDPOINT);
        Path folder = stage.newFolder();
        gauge = new Gauge(folder, 21);
        device = RunningDevice.started(
                        folder,
                        Sim.fromFactory(folder, shared.bed(), ENDPOINT),
                        shared.server().bootstrap(),
                        "lwm2m: {queue-mode: true, awake: 1s}",
                        "data: {send: /3308/0/5900, send-every: 2s, send-format: json}",
                        RegistryObjects.in(folder).yaml(gauge))
                .awaitRegistrations(1);
        demo = new DemoServer(shared.management(), ENDPOINT);
    }

    /** LightweightM2M-1.1-int-108, Turn on Queue Mode (6.2.1: the parameter Q). */
    @Test
    void int_108_Turn_on_Queue_Mode() throws Exception {
        assertThat(demo.registration())
                .containsEntry("queuemode", true)
                .containsEntry("bindingMode", "U")
                .containsEntry("lwM2mVersion", "1.1");
    }

    /** LightweightM2M-1.1-int-109, Behavior in Queue Mode: the device that sleeps is silent, its Send waits, and a notification wakes it. */
    @Test
    void int_109_Behavior_in_Queue_Mode() throws Exception {
        try (Events events = demo.events()) {
            demo.observe(GAUGE);
            gauge.awaitLooks(6); // seconds, of which it is awake for the first, or two with a Send in it
            assertThat(events.coap())
                    .filteredOn(QueueModeConformanceTest::isSend)
                    .hasSizeLessThanOrEqualTo(1);
            gauge.shows(22);
            assertThat(events.notified(GAUGE, 1)).containsExactly(22.0);
            Coap woke = events.coap(
                            "notification",
                            message -> message.isIncoming() && message.options().contains("Observe: "),
                            2)
                    .get(1);
            Coap send = events.coap(
                            "Send", message -> isSend(message) && !message.at().isBefore(woke.at()), 1)
                    .get(0);
            assertThat(Pattern.compile("\"v\":20.5").matcher(send.payload()).results())
                    .as("what it had to say while it slept")
                    .hasSizeGreaterThanOrEqualTo(2);
        } finally {
            demo.forget(GAUGE);
        }
    }

    private static boolean isSend(Coap message) {
        return message.isIncoming() && message.options().contains("Uri-Path: \"dp\"");
    }

    /** 6.5, the server's side: a device that does not answer sleeps and is left alone; its next message wakes it. */
    @Test
    void Core_6_5_a_device_that_does_not_answer_is_asked_again_when_it_has_come_back() throws Exception {
        try (Events events = demo.events()) {
            int registrations = (int) device.registrations();
            device.end();
            assertThatThrownBy(() -> demo.read("/3/0", "TLV&timeout=1"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("HTTP 504");
            events.await("SLEEPING", 1);
            assertThat(demo.registration()).containsEntry("sleeping", true);
            assertThatThrownBy(() -> demo.read("/3/0"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("sleeping");
            device.restart();
            device.awaitRegistrations(registrations + 1);
            events.await("AWAKE", 1);
            assertThat(demo.read("/3/0").status()).isEqualTo("CONTENT(205)");
        }
    }
}
