package iotsafe.client.conformance;

import static iotsafe.client.conformance.OwnServer.SENML_JSON;
import static iotsafe.client.conformance.OwnServer.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.Disabled;
import iotsafe.client.conformance.DemoServer.Coap;
import iotsafe.client.conformance.DemoServer.Events;
import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.eclipse.californium.core.coap.CoAP;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Information Reporting (OMA LwM2M Core 1.1, 6.4, 7.3 and E.2; ETS 6.1.4, 300 to 399). One device of the demo server, one of {@link OwnServer}
 * for composite observations, Cancel Observation and the attributes of LwM2M 1.2.
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class InformationReportingConformanceTest {
    private static final String ENDPOINT = "reporting-conformance";
    private static final String KEY = "C2E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";
    private static final String SET_POINT = "/3308/0/5900";
    /** Between the clock that pmin runs by and the times of the server's log. */
    private static final Duration SLACK = Duration.ofMillis(100);

    @AutoClose
    private final Stage stage = new Stage();

    @AutoClose
    private final OwnServer own = OwnServer.withKey("own", KEY);

    @AutoClose
    private final Gauge gauge;

    @AutoClose
    private final RunningDevice device;

    @AutoClose
    private final RunningDevice ofOwn;

    private final Path files;
    private final DemoServer demo;

    InformationReportingConformanceTest(Shared shared) throws Exception {
        shared.management().admit(ENDPOINT);
        Path folder = stage.newFolder();
        gauge = new Gauge(folder, 21);
        device = RunningDevice.started(
                folder,
                Sim.fromFactory(folder, shared.bed(), ENDPOINT),
                shared.server().bootstrap(),
                "data: {send: [%s, /1/0/1], send-every: 1s, send-format: json}".formatted(SET_POINT),
                RegistryObjects.in(folder).yaml(gauge));
        files = stage.newFolder();
        ofOwn = RunningDevice.started(
                files,
                Sim.blank(files).secret("0B", "management", KEY),
                shared.server().bootstrap(),
                "management: {uri: \"%s\", psk-identity: own, key: iotsafe:type=secret;id=0B}".formatted(own.uri()),
                "data: {send: [/1/0/1, /3/0/11], send-every: 1s}",
                RegistryObjects.in(files).yaml());
        device.awaitRegistrations(1);
        ofOwn.awaitRegistrations(1);
        demo = new DemoServer(shared.management(), ENDPOINT);
        demo.write("/1/0/2", 0);
        demo.write("/1/0/3", 0);
    }

    @BeforeEach
    void puts_the_values_back() throws Exception {
        demo.write(SET_POINT, 20.5);
        demo.write("/3311/0/5850", false);
        own.write("3308/0/5900", TEXT, "20.5");
        own.write("3311/0/5850", TEXT, "0");
    }

    private static boolean isSend(Coap message) {
        return message.isIncoming() && message.options().contains("Uri-Path: \"dp\"");
    }

    private static String text(Response response) {
        return new String(response.getPayload(), StandardCharsets.UTF_8);
    }

    /** The notifications of the observation that these messages began. */
    private static List<Coap> notifications(Events events, String uriPath, int many) {
        return events.coap(
                "notifications of " + uriPath,
                message -> message.isIncoming()
                        && message.options().contains("Observe: ")
                        && events.coap().stream()
                                .anyMatch(request -> !request.isIncoming()
                                        && request.options().contains(uriPath)
                                        && request.options().contains("Observe: 0")
                                        && request.token().equals(message.token())),
                many);
    }

    /** LightweightM2M-1.1-int-301, Observation and Notification of parameter values (6.4.1, 6.4.2; 7.3.2): pmin and pmax. */
    @Test
    void int_301_Observation_and_Notification_of_parameter_values() throws Exception {
        try (Events events = demo.events()) {
            assertThat(demo.writeAttributes(SET_POINT, "pmin=1&pmax=2").status())
                    .isEqualTo("CHANGED(204)");
            assertThat(demo.observe(SET_POINT).content().value()).isEqualTo(20.5);
            demo.write(SET_POINT, 21.5);
            assertThat(events.notified(SET_POINT, 2))
                    .as("the change, and after pmax the same value")
                    .containsExactly(21.5, 21.5);
            List<Coap> messages = notifications(events, "\"3308\", \"0\", \"5900\"", 3);
            assertThat(Duration.between(messages.get(0).at(), messages.get(1).at()))
                    .as("pmin")
                    .isGreaterThan(Duration.ofSeconds(1).minus(SLACK));
            assertThat(Duration.between(messages.get(1).at(), messages.get(2).at()))
                    .as("pmax")
                    .isGreaterThan(Duration.ofSeconds(2).minus(SLACK));
        } finally {
            demo.forget(SET_POINT);
            demo.writeAttributes(SET_POINT, "pmin&pmax");
        }
    }

    /** LightweightM2M-1.1-int-302, Cancel Observations using Reset Operation (6.4.3): the other observation goes on. */
    @Test
    void int_302_Cancel_Observations_using_Reset_Operation() throws Exception {
        try (Events events = demo.events()) {
            demo.observe(SET_POINT);
            demo.observe("/3311/0/5850");
            demo.write(SET_POINT, 21.5);
            events.notified(SET_POINT, 1);
            String token =
                    notifications(events, "\"3308\", \"0\", \"5900\"", 2).get(1).token();
            demo.forget(SET_POINT);
            demo.write(SET_POINT, 22.5);
            events.coap(
                    "Reset", message -> !message.isIncoming() && message.type().equals("RST"), 1);
            demo.write(SET_POINT, 23.5);
            demo.write("/3311/0/5850", true);
            assertThat(events.notified("/3311/0/5850", 1)).containsExactly(true);
            assertThat(events.coap())
                    .as("the first answer, 21.5, and 22.5, which was reset")
                    .filteredOn(
                            message -> message.isIncoming() && message.token().equals(token))
                    .hasSize(3);
        } finally {
            demo.forget("/3311/0/5850");
        }
    }

    /** LightweightM2M-1.1-int-303, Cancel observations using Observe with Cancel parameter (6.4.3). */
    @Test
    void int_303_Cancel_observations_using_Observe_with_Cancel_parameter() throws Exception {
        Response setPoint = own.observe("3308/0/5900", TEXT);
        Response light = own.observe("3311/0/5850", TEXT);
        own.write("3308/0/5900", TEXT, "21.5");
        assertThat(text(own.notification())).isEqualTo("21.5");
        assertThat(own.cancel(setPoint, "3308/0/5900", TEXT).getCode()).isEqualTo(ResponseCode.CONTENT);
        own.write("3308/0/5900", TEXT, "22.5");
        own.write("3311/0/5850", TEXT, "1");
        assertThat(text(own.notification())).isEqualTo("1");
        own.cancel(light, "3311/0/5850", TEXT);
    }

    /** LightweightM2M-1.1-int-304, Observe-Composite Operation (6.4.4): the attributes of one of its paths. */
    @Test
    void int_304_Observe_Composite_Operation() throws Exception {
        own.writeAttributes("1/0/1?pmin=1&pmax=1");
        Response began = own.observeComposite(SENML_JSON, "/1/0/1", "/3/0/11/0", "/3/0/16");
        assertThat(began.getCode()).isEqualTo(ResponseCode.CONTENT);
        assertThat(text(began)).contains("/1/0/1", "/3/0/11/0", "/3/0/16");
        assertThat(text(own.notification())).contains("/1/0/1", "/3/0/11/0", "/3/0/16");
        cancelComposite(began, "/1/0/1", "/3/0/11/0", "/3/0/16");
        own.writeAttributes("1/0/1?pmin&pmax");
    }

    /** LightweightM2M-1.1-int-305, Cancel Observation-Composite Operation (6.4.5). */
    @Test
    void int_305_Cancel_Observation_Composite_Operation() throws Exception {
        Response began = own.observeComposite(SENML_JSON, SET_POINT, "/3/0/16");
        Response light = own.observe("3311/0/5850", TEXT);
        assertThat(cancelComposite(began, SET_POINT, "/3/0/16").getCode()).isEqualTo(ResponseCode.CONTENT);
        own.write("3308/0/5900", TEXT, "22.5");
        own.write("3311/0/5850", TEXT, "1");
        assertThat(text(own.notification())).isEqualTo("1");
        own.cancel(light, "3311/0/5850", TEXT);
    }

    private Response cancelComposite(Response began, String... paths) throws InterruptedException {
        Request request = OwnServer.composite(SENML_JSON, paths);
        request.setObserveCancel();
        request.setToken(began.getToken());
        return own.ask(request, "");
    }

    /** LightweightM2M-1.1-int-306, Send Operation (6.4.6): to the demo server, which takes it. */
    @Test
    void int_306_Send_Operation() throws Exception {
        try (Events events = demo.events()) {
            Coap send = events.coap("Send", InformationReportingConformanceTest::isSend, 1)
                    .get(0);
            assertThat(send.options()).contains("Content-Format: \"application/senml+json\"");
            assertThat(send.payload()).contains("3308/0/5900", "1/0/1", "\"v\":300", "\"v\":20.5", "\"bt\":");
            events.coap(
                    "its answer",
                    answer ->
                            answer.token().equals(send.token()) && answer.code().equals("2.04"),
                    1);
        }
    }

    /** LightweightM2M-1.1-int-307, Muting Send (E.2, resource 23). */
    @Test
    void int_307_Muting_Send() throws Exception {
        try (Events events = demo.events()) {
            events.coap("Send", InformationReportingConformanceTest::isSend, 1);
            assertThat(demo.write("/1/0/23", true).status()).isEqualTo("CHANGED(204)");
            gauge.awaitLooks(1); // one that was under way when it was written is over
            long before = events.coap().stream()
                    .filter(InformationReportingConformanceTest::isSend)
                    .count();
            gauge.awaitLooks(2); // in as many seconds, each of which had a Send
            assertThat(events.coap())
                    .filteredOn(InformationReportingConformanceTest::isSend)
                    .hasSize((int) before);
            assertThat(demo.write("/1/0/23", false).status()).isEqualTo("CHANGED(204)");
            events.coap("Send", InformationReportingConformanceTest::isSend, (int) before + 1);
        } finally {
            demo.write("/1/0/23", false);
        }
    }

    /** LightweightM2M-1.1-int-310, Observe-Composite and modification of parameter values: attributes written later count, too. */
    @Test
    void int_310_Observe_Composite_and_modification_of_parameter_values() throws Exception {
        Response began = own.observeComposite(SENML_JSON, "/1/0/1", SET_POINT);
        assertThat(own.writeAttributes("3308?pmax=1").getCode()).isEqualTo(ResponseCode.CHANGED);
        assertThat(text(own.notification())).contains("/1/0/1", "3308/0/5900");
        assertThat(text(own.notification())).contains("/1/0/1", "3308/0/5900");
        cancelComposite(began, "/1/0/1", SET_POINT);
        own.writeAttributes("3308?pmax");
    }

    /** LightweightM2M-1.1-int-311, Send command: several paths in SenML CBOR. */
    @Test
    void int_311_Send_command() {
        own.awaitAsked("POST dp", 1);
        Request send = own.sent().get(0);
        assertThat(send.getOptions().getContentFormat()).isEqualTo(OwnServer.SENML_CBOR);
        assertThat(new String(send.getPayload(), StandardCharsets.ISO_8859_1)).contains("1/0/1", "3/0/11/0");
    }

    /** OMA LwM2M Core 1.1, 7.3.2 (5.1.2 in 1.0): Greater Than, Less Than; a value that crosses one of them is told. */
    @Test
    void Core_7_3_2_gt_and_lt() throws Exception {
        is_told("gt=25&lt=15", List.of(24.0, 26.0, 27.0, 24.0, 14.0, 13.0, 16.0), 26.0, 24.0, 14.0, 16.0);
    }

    /** OMA LwM2M Core 1.1, 7.3.2: Step, from the value that was told last. */
    @Test
    void Core_7_3_2_st() throws Exception {
        is_told("st=5", List.of(22.0, 26.0, 29.0, 31.0, 27.0, 25.0), 26.0, 31.0, 25.0);
    }

    private void is_told(String attributes, List<Double> written, Object... told) throws Exception {
        assertThat(demo.writeAttributes(SET_POINT, attributes).status()).isEqualTo("CHANGED(204)");
        try (Events events = demo.events()) {
            demo.observe(SET_POINT);
            demo.observe("/3311/0/5850");
            boolean light = false;
            for (int at = 0; at < written.size(); at++) {
                demo.write(SET_POINT, written.get(at));
                light = !light;
                demo.write("/3311/0/5850", light);
                events.notified("/3311/0/5850", at + 1); // the device has looked at both
            }
            assertThat(events.notified(SET_POINT, told.length)).containsExactly(told);
            assertThat(events.all("NOTIFICATION")).hasSize(told.length + written.size());
        } finally {
            demo.forget(SET_POINT);
            demo.forget("/3311/0/5850");
            demo.writeAttributes(SET_POINT, "gt&lt&st");
        }
    }

    /** OMA LwM2M Core 1.2, 7.3.2: Edge. */
    @Test
    void Core_1_2_7_3_2_edge() throws Exception {
        assertThat(own.writeAttributes("3311/0/5850?edge=0").getCode()).isEqualTo(ResponseCode.CHANGED);
        Response light = own.observe("3311/0/5850", TEXT);
        Response setPoint = own.observe("3308/0/5900", TEXT);
        own.write("3311/0/5850", TEXT, "1");
        own.write("3308/0/5900", TEXT, "21.5");
        assertThat(text(own.notification())).as("nothing of the light").isEqualTo("21.5");
        own.write("3311/0/5850", TEXT, "0");
        assertThat(text(own.notification())).isEqualTo("0");
        own.cancel(light, "3311/0/5850", TEXT);
        own.cancel(setPoint, "3308/0/5900", TEXT);
        own.writeAttributes("3311/0/5850?edge");
    }

    /** OMA LwM2M Core 1.2, 7.3.2: Confirmable Notification. */
    @Test
    void Core_1_2_7_3_2_con() throws Exception {
        is_notified_by("con=1", CoAP.Type.CON);
        is_notified_by("con=0", CoAP.Type.NON);
    }

    private void is_notified_by(String attribute, CoAP.Type type) throws Exception {
        assertThat(own.writeAttributes("3308/0/5900?" + attribute).getCode()).isEqualTo(ResponseCode.CHANGED);
        own.write("3308/0/5900", TEXT, "20.5");
        Response began = own.observe("3308/0/5900", TEXT);
        own.write("3308/0/5900", TEXT, "21.5");
        assertThat(own.notification().getType()).as(attribute).isEqualTo(type);
        own.cancel(began, "3308/0/5900", TEXT);
        own.writeAttributes("3308/0/5900?con");
    }

    /** OMA LwM2M Core 1.1, 7.3.2: Maximum Evaluation Period; a value that changes without anybody's word is found. */
    @Test
    void Core_7_3_2_epmax() throws Exception {
        assertThat(own.writeAttributes("3308/0/5900?epmax=1").getCode()).isEqualTo(ResponseCode.CHANGED);
        Response began = own.observe("3308/0/5900", TEXT);
        Files.writeString(files.resolve("3308-5900"), "28.5");
        assertThat(text(own.notification())).isEqualTo("28.5");
        own.cancel(began, "3308/0/5900", TEXT);
        own.writeAttributes("3308/0/5900?epmax");
    }

    /** OMA LwM2M Core 1.1, E.2, resource 6: what happened while the device was disabled is told with its time when the server observes again. */
    @Test
    void Core_E_2_6_Notification_Storing_When_Disabled_or_Offline() throws Exception {
        gauge.shows(21);
        demo.write("/1/0/6", true);
        demo.write("/1/0/5", 1);
        int registrations = (int) device.registrations();
        Runnable release = device.holdAt(Disabled.class);
        try (Events events = demo.events()) {
            demo.observe("/3303/0/5700", "SENML_JSON");
            assertThat(demo.execute("/1/0/4").status()).isEqualTo("CHANGED(204)");
            events.await("DEREGISTRATION", 1);
            gauge.shows(22);
            gauge.shows(23);
        } finally {
            release.run();
        }
        device.awaitRegistrations(registrations + 1);
        try (Events events = demo.events()) {
            demo.observe("/3303/0/5700", "SENML_JSON");
            Coap told = notifications(events, "\"3303\", \"0\", \"5700\"", 2).get(1);
            assertThat(told.type()).isEqualTo("CON");
            assertThat(told.payload()).containsPattern("\"b?t\":[0-9.E]+").contains("\"v\":22", "\"v\":23");
        } finally {
            demo.forget("/3303/0/5700");
            demo.write("/1/0/6", false);
        }
    }
}
