package iotsafe.client.conformance;

import static iotsafe.client.conformance.OwnServer.LINK;
import static iotsafe.client.conformance.OwnServer.SENML_JSON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.Managed;
import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Bootstrap (OMA LwM2M Core 1.1, 6.1; ETS 6.1.1, 0 to 99): with certificates against the test bed's bootstrap server and Leshan's demo server,
 * and step by step against {@link OwnServer}, with a pre-shared key.
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
@Timeout(120)
class BootstrapConformanceTest {
    private static final String KEY = "E2E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";
    private static final String SERVER = "[{\"bn\":\"/1/0/\",\"n\":\"0\",\"v\":123},{\"n\":\"1\",\"v\":300},"
            + "{\"n\":\"6\",\"vb\":false},{\"n\":\"7\",\"vs\":\"U\"}]";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    BootstrapConformanceTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    private static OwnServer server() throws Exception {
        return OwnServer.withKey("own", KEY);
    }

    /** A device that knows the bootstrap server by a key on its SIM, and its management server by the same. */
    private RunningDevice deviceOf(OwnServer own) throws Exception {
        Path folder = stage.newFolder();
        return RunningDevice.started(
                folder,
                Sim.blank(folder).secret("0A", "bootstrap", KEY),
                own.uri(),
                Map.of("IOTSAFE_BOOTSTRAP_PSK_IDENTITY", "own"));
    }

    /** Object 0 of a management server that knows the device by a pre-shared key. */
    private static String security(URI server, String identity) {
        return "[{\"bn\":\"/0/1/\",\"n\":\"0\",\"vs\":\"%s\"},{\"n\":\"1\",\"vb\":false},{\"n\":\"2\",\"v\":0},{\"n\":\"3\",\"vd\":\"%s\"},{\"n\":\"5\",\"vd\":\"\"},{\"n\":\"10\",\"v\":123}]"
                .formatted(
                        server,
                        Base64.getUrlEncoder()
                                .withoutPadding()
                                .encodeToString(identity.getBytes(StandardCharsets.UTF_8)));
    }

    private static ResponseCode write(OwnServer own, String path, String senml) throws InterruptedException {
        return own.write(path, SENML_JSON, senml).getCode();
    }

    /** What most of these do: the account of the same server. */
    private static void writeAccount(OwnServer own) throws InterruptedException {
        write(own, "0/1", security(own.uri(), "own"));
        write(own, "1/0", SERVER);
    }

    private static String text(Response response) {
        return new String(response.getPayload(), StandardCharsets.UTF_8);
    }

    /** LightweightM2M-1.1-int-0, Client Initiated Bootstrap (6.1.3.4; 6.1.7): write, discover, finish. */
    @Test
    void int_0_Client_Initiated_Bootstrap() throws Exception {
        List<Object> answers = new CopyOnWriteArrayList<>();
        try (OwnServer own = server()) {
            own.bootstraps(server -> {
                answers.add(write(own, "0/1", security(own.uri(), "own")));
                answers.add(write(own, "1/0", SERVER));
                answers.add(text(own.read("", LINK)));
            });
            try (RunningDevice device = deviceOf(own)) {
                device.awaitRegistrations(1);
                assertThat(own.asked().get(0)).startsWith("POST bs?").contains("ep=own");
                own.awaitAsked("finish 2.04", 1);
                assertThat(answers).startsWith(ResponseCode.CHANGED, ResponseCode.CHANGED);
                assertThat(String.valueOf(answers.get(2)).split(","))
                        .contains(
                                "</>;lwm2m=1.1",
                                "</0/0>;uri=\"" + own.uri() + "\"",
                                "</0/1>;ssid=123;uri=\"" + own.uri() + "\"",
                                "</1/0>;ssid=123",
                                "</3/0>");
            }
        }
    }

    /** LightweightM2M-1.1-int-1, Client Initiated Bootstrap Full (PSK): and registered with the demo server under another key of the SIM. */
    @Test
    void int_1_Client_Initiated_Bootstrap_Full_PSK() throws Exception {
        String endpoint = "full-psk-conformance";
        String managementKey = KEY.replace("E2", "E3");
        shared.management().admit(endpoint, endpoint, managementKey);
        Path folder = stage.newFolder();
        try (OwnServer own = OwnServer.withKey(endpoint, KEY)) {
            own.bootstraps(server -> {
                write(own, "0/1", security(shared.server().management(), endpoint));
                write(own, "1/0", SERVER);
            });
            try (RunningDevice device = RunningDevice.started(
                    folder,
                    Sim.blank(folder).secret("0A", "bootstrap", KEY).secret("0B", "management", managementKey),
                    own.uri(),
                    Map.of("IOTSAFE_BOOTSTRAP_PSK_IDENTITY", endpoint),
                    "management: {psk-identity: %s, key: iotsafe:type=secret;id=0B}".formatted(endpoint))) {
                device.awaitRegistrations(1);
                DemoServer demo = new DemoServer(shared.management(), endpoint);
                assertThat(demo.registration()).containsEntry("secure", true).containsEntry("lifetime", 300);
                assertThat(demo.read("/3/0").status()).isEqualTo("CONTENT(205)");
            }
        }
    }

    /** LightweightM2M-1.1-int-2, Client Initiated Bootstrap Full (Cert): enrolled in the session (RFC 9148), registered under the new certificate. */
    @Test
    void int_2_Client_Initiated_Bootstrap_Full_Cert() throws Exception {
        String endpoint = "full-cert-conformance";
        try (RunningDevice device = enrolled(endpoint)) {
            assertThat(shared.bed().events(endpoint).stream().map(event -> event.get("event")))
                    .containsSubsequence("bootstrap-started", "bootstrap-finished", "est-crts", "est-sen");
            assertThat(certificate(device, 1).getSubjectX500Principal().getName())
                    .isEqualTo("CN=" + endpoint);
            DemoServer demo = new DemoServer(shared.management(), endpoint);
            assertThat(demo.registration()).containsEntry("secure", true);
            assertThat(demo.read("/1/0").content().value(0)).isEqualTo(123);
        }
    }

    private RunningDevice enrolled(String endpoint) throws Exception {
        shared.management().admit(endpoint);
        Path folder = stage.newFolder();
        return RunningDevice.started(
                        folder,
                        Sim.fromFactory(folder, shared.bed(), endpoint),
                        shared.server().bootstrap())
                .awaitRegistrations(1);
    }

    /** What it was registered under, the {@code nth} time. */
    private static X509Certificate certificate(RunningDevice device, int nth) {
        return device.reached().stream()
                .filter(Managed.class::isInstance)
                .map(state -> ((Managed) state).saved().certificate())
                .toList()
                .get(nth - 1);
    }

    /** LightweightM2M-1.1-int-4, Bootstrap Delete (6.1.7.5): accounts go, the bootstrap server's own and the device's objects stay. */
    @Test
    void int_4_Bootstrap_Delete() throws Exception {
        List<Object> answers = new CopyOnWriteArrayList<>();
        try (OwnServer own = server()) {
            own.bootstraps(server -> {
                writeAccount(own);
                answers.add(delete(own, "1/0"));
                answers.add(text(own.read("", LINK)));
                writeAccount(own);
                answers.add(delete(own, ""));
                answers.add(text(own.read("", LINK)));
                answers.add(delete(own, "3"));
                writeAccount(own);
            });
            try (RunningDevice device = deviceOf(own)) {
                device.awaitRegistrations(1);
                assertThat(answers.get(0)).isEqualTo(ResponseCode.DELETED);
                assertThat(String.valueOf(answers.get(1))).contains("</0/1>").doesNotContain("</1/0>");
                assertThat(answers.get(2)).isEqualTo(ResponseCode.DELETED);
                assertThat(String.valueOf(answers.get(3)))
                        .contains("</0/0>", "</3/0>")
                        .doesNotContain("</0/1>", "</1/0>");
                assertThat(answers.get(4)).isEqualTo(ResponseCode.BAD_REQUEST);
            }
        }
    }

    private static ResponseCode delete(OwnServer own, String path) throws InterruptedException {
        return own.ask(Request.newDelete(), path).getCode();
    }

    /**
     * LightweightM2M-1.1-int-5, Server Initiated Bootstrap (E.2, resource 9): Bootstrap-Request Trigger, de-registered, bootstrapped and
     * enrolled anew.
     */
    @Test
    void int_5_Server_Initiated_Bootstrap() throws Exception {
        String endpoint = "triggered-conformance";
        try (RunningDevice device = enrolled(endpoint)) {
            DemoServer demo = new DemoServer(shared.management(), endpoint);
            assertThat(demo.execute("/1/0/9").status()).isEqualTo("CHANGED(204)");
            device.awaitRegistrations(2);
            assertThat(shared.bed().bootstraps(endpoint)).isEqualTo(2);
            assertThat(certificate(device, 2)).isNotEqualTo(certificate(device, 1));
            await().atMost(RunningDevice.PATIENCE).until(demo::isRegistered);
        }
    }

    /** LightweightM2M-1.1-int-6, Bootstrap Sequence (6.1.3.5): a device with an account asks no bootstrap server. */
    @Test
    void int_6_Bootstrap_Sequence() throws Exception {
        try (OwnServer own = server()) {
            own.bootstraps(BootstrapConformanceTest::writeAccount);
            try (RunningDevice device = deviceOf(own)) {
                device.awaitRegistrations(1);
                device.restart();
                device.awaitRegistrations(2);
                assertThat(own.asked())
                        .filteredOn(line -> line.startsWith("POST bs"))
                        .hasSize(1);
            }
        }
    }

    /** LightweightM2M-1.1-int-7, Fallback to bootstrap (6.2.1): all attempts that the account allows have failed, the bootstrap server helps. */
    @Test
    void int_7_Fallback_to_bootstrap() throws Exception {
        try (OwnServer own = server()) {
            own.answer("POST rd", ResponseCode.SERVICE_UNAVAILABLE);
            own.bootstraps(server -> {
                write(own, "0/1", security(own.uri(), "own"));
                write(own, "1/0", SERVER.replace("]", ",{\"n\":\"17\",\"v\":1}]"));
                if (own.asked().stream().anyMatch(line -> line.startsWith("POST rd"))) {
                    own.answerAsEver("POST rd");
                }
            });
            try (RunningDevice device = deviceOf(own)) {
                device.awaitRegistrations(1);
                assertThat(own.asked().stream()
                                .filter(line -> line.startsWith("POST "))
                                .map(line -> line.replaceFirst("\\?.*", "")))
                        .containsExactly("POST bs", "POST rd", "POST bs", "POST rd");
            }
        }
    }

    /** LightweightM2M-1.1-int-8, Bootstrap Read (6.1.7.2): of objects 1 and 2 alone. */
    @Test
    void int_8_Bootstrap_Read() throws Exception {
        List<Object> answers = new CopyOnWriteArrayList<>();
        try (OwnServer own = server()) {
            own.bootstraps(server -> {
                writeAccount(own);
                answers.add(text(own.read("1/0", SENML_JSON)));
                answers.add(text(own.read("1", SENML_JSON)));
                answers.add(own.read("0/1", SENML_JSON).getCode());
                answers.add(own.read("3/0", SENML_JSON).getCode());
            });
            try (RunningDevice device = deviceOf(own)) {
                device.awaitRegistrations(1);
                assertThat(String.valueOf(answers.get(0))).contains("\"v\":123", "\"v\":300");
                assertThat(String.valueOf(answers.get(1))).contains("\"v\":123", "\"v\":300");
                assertThat(answers.subList(2, 4)).containsOnly(ResponseCode.BAD_REQUEST);
            }
        }
    }

    /** LightweightM2M-1.1-int-9, Bootstrap and Configuration Consistency (6.1.7.6): 4.06 to Finish, and nothing of it is kept. */
    @Test
    void int_9_Bootstrap_and_Configuration_Consistency() throws Exception {
        try (OwnServer own = server()) {
            own.bootstraps(server -> write(own, "1/0", SERVER));
            try (RunningDevice device = deviceOf(own)) {
                own.awaitAsked("finish 4.06", 1);
                await().atMost(RunningDevice.PATIENCE)
                        .until(() -> !device.failures().isEmpty());
                assertThat(device.failures().get(0)).hasMessageContaining("the accounts it wrote cannot be used");
                assertThat(own.asked()).noneMatch(line -> line.startsWith("POST rd"));
                List<String> links = new CopyOnWriteArrayList<>();
                own.bootstraps(server -> {
                    links.add(text(own.read("", LINK)));
                    writeAccount(own);
                });
                device.restart();
                device.awaitRegistrations(1);
                assertThat(links).hasSize(1).noneMatch(link -> link.contains("</1/0>"));
            }
        }
    }
}
