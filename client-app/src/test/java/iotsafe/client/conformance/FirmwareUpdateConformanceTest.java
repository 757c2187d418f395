package iotsafe.client.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import iotsafe.client.conformance.DemoServer.Events;
import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import iotsafe.client.firmware.Signer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The Firmware Update object (OMA LwM2M Core 1.1, E.6; ETS 6.1.6.6, 750 to 799), as the demo server sees it. What takes a disk that is full, memory
 * that runs out or a lost connection (int-773 to 775) is in {@code FirmwareUpdateObjectTest}.
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class FirmwareUpdateConformanceTest {
    private static final String ENDPOINT = "firmware-conformance";
    private static final byte[] IMAGE = "a new firmware\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BROKEN = "it will not be installed".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OF_OTHERS = "of others".getBytes(StandardCharsets.US_ASCII);

    @AutoClose
    private final Stage stage = new Stage();

    @AutoClose
    private final RunningDevice device;

    private final DemoServer demo;
    private final Signer maker = Signer.named("maker");
    private final Signer stranger = Signer.named("stranger");
    private final HttpsServer files;
    private final Path installed;

    FirmwareUpdateConformanceTest(Shared shared) throws Exception {
        shared.management().admit(ENDPOINT);
        Path folder = stage.newFolder();
        installed = folder.resolve("installed");
        Signer host = Signer.today("files");
        files = serve(host, Map.of("/firmware", maker.sign(IMAGE)));
        device = RunningDevice.started(
                        folder,
                        Sim.fromFactory(folder, shared.bed(), ENDPOINT),
                        shared.server().bootstrap(),
                        """
                        firmware:
                          install: [/bin/sh, -c, 'grep -q "not be installed" "$1" && exit 1; cp "$1" "$0"', "%s"]
                          describe: [/bin/sh, -c, 'grep -q "of others" "$0" && exit 1; echo gate; echo 2.1']
                          trust: "file:%s"
                          https-trust: "file:%s"
                        """.formatted(
                                        installed,
                                        pem(folder.resolve("maker.pem"), maker),
                                        pem(folder.resolve("host.pem"), host)))
                .awaitRegistrations(1);
        demo = new DemoServer(shared.management(), ENDPOINT);
        demo.write("/1/0/2", 0);
    }

    @AfterAll
    void stopsTheFiles() {
        files.stop(0);
    }

    @BeforeEach
    void resets_the_machine() throws Exception {
        assertThat(demo.write("/5/0/1", "").status()).isEqualTo("CHANGED(204)");
        assertThat(demo.read("/5/0/3").content().value()).isEqualTo(0);
    }

    @AfterEach
    void the_registration_has_held() {
        assertThat(device.failures()).isEmpty();
    }

    private String push(byte[] content) throws Exception {
        return demo.write("/5/0/0", HexFormat.of().formatHex(content)).status();
    }

    private String pull(String uri) throws Exception {
        return demo.write("/5/0/1", uri).status();
    }

    private String fileUri(String name) {
        return "https://127.0.0.1:%d/%s".formatted(files.getAddress().getPort(), name);
    }

    private void isIn(int state, int result) {
        await("state %d, result %d".formatted(state, result))
                .atMost(RunningDevice.PATIENCE)
                .until(() -> demo.read("/5/0/3").content().value().equals(state)
                        && demo.read("/5/0/5").content().value().equals(result));
    }

    /** LightweightM2M-1.0-int-751, Querying the readable resources. */
    @Test
    void int_751_Querying_the_readable_resources() throws Exception {
        DemoServer.Node firmware = demo.read("/5/0", "TLV").content();
        assertThat(firmware.value(3)).as("State").isEqualTo(0);
        assertThat(firmware.value(5)).as("Update Result").isEqualTo(0);
        assertThat(Set.copyOf(((Map<?, ?>) firmware.value(8)).values()))
                .as("CoAP, CoAPS, HTTPS")
                .isEqualTo(Set.of(0, 1, 3));
        assertThat(firmware.value(9)).as("push and pull").isEqualTo(2);
    }

    /** LightweightM2M-1.0-int-755, Setting the writable Resource Package: NUL resets, a package is downloaded. */
    @Test
    void int_755_Setting_the_writable_Resource_Package() throws Exception {
        assertThat(push(new byte[1])).isEqualTo("CHANGED(204)");
        isIn(0, 0);
        assertThat(push(maker.sign(IMAGE))).isEqualTo("CHANGED(204)");
        isIn(2, 0);
        assertThat(demo.read("/5/0/6").content().value()).isEqualTo("gate");
        assertThat(demo.read("/5/0/7").content().value()).isEqualTo("2.1");
    }

    /** LightweightM2M-1.0-int-756, Setting the writable Resource Package URI. */
    @Test
    void int_756_Setting_the_writable_Resource_Package_URI() throws Exception {
        assertThat(pull(fileUri("firmware"))).isEqualTo("CHANGED(204)");
        isIn(2, 0);
        assertThat(pull("")).isEqualTo("CHANGED(204)");
        isIn(0, 0);
    }

    /** LightweightM2M-1.0-int-760, Basic Observation and notification on Firmware Update Object Resources: each state on the way. */
    @Test
    void int_760_Basic_Observation_and_notification_on_Firmware_Update_Object_Resources() throws Exception {
        try (Events events = demo.events()) {
            demo.observe("/5/0/3");
            demo.observe("/5/0/5");
            push(maker.sign(IMAGE));
            await().atMost(RunningDevice.PATIENCE).until(() -> states(events).contains(2));
            demo.execute("/5/0/2");
            assertThat(events.notified("/5/0/5", 1)).containsExactly(1);
            await().atMost(RunningDevice.PATIENCE).until(() -> states(events).contains(0));
        } finally {
            demo.forget("/5/0/3");
            demo.forget("/5/0/5");
        }
    }

    private static List<Object> states(Events events) {
        return events.all("NOTIFICATION").stream()
                .filter(data -> "/5/0/3".equals(data.get("res")))
                .map(data -> DemoServer.Node.of(data.get("val")).value())
                .toList();
    }

    /** LightweightM2M-1.0-int-770, Successful Firmware update (via COAP): written in blocks, installed. */
    @Test
    void int_770_Successful_Firmware_update_via_COAP() throws Exception {
        Files.deleteIfExists(installed);
        assertThat(demo.execute("/7/0/6").status()).isEqualTo("CHANGED(204)");
        assertThat(push(maker.sign(IMAGE))).isEqualTo("CHANGED(204)");
        isIn(2, 0);
        assertThat((Integer) demo.read("/7/0/3").content().value())
                .as("kilobytes received, int-901")
                .isGreaterThan(IMAGE.length / 1000);
        assertThat(demo.execute("/5/0/2").status()).isEqualTo("CHANGED(204)");
        isIn(0, 1);
        assertThat(installed).hasBinaryContent(IMAGE);
    }

    /** LightweightM2M-1.0-int-771, Successful Firmware update (via alternative mechanism): fetched over HTTPS. */
    @Test
    void int_771_Successful_Firmware_update_via_alternative_mechanism() throws Exception {
        Files.deleteIfExists(installed);
        assertThat(pull(fileUri("firmware"))).isEqualTo("CHANGED(204)");
        isIn(2, 0);
        assertThat(demo.execute("/5/0/2").status()).isEqualTo("CHANGED(204)");
        isIn(0, 1);
        assertThat(installed).hasBinaryContent(IMAGE);
    }

    /** LightweightM2M-1.0-int-772, Error Case 1: firmware installation without downloaded package. */
    @Test
    void int_772_Error_Case_1_firmware_installation_without_downloaded_package() throws Exception {
        assertThat(demo.execute("/5/0/2").status()).isEqualTo("METHOD_NOT_ALLOWED(405)");
        isIn(0, 0);
    }

    /** LightweightM2M-1.0-int-776, Error Case 5: Package Integrity check failure; nobody who may signed it. */
    @Test
    void int_776_Error_Case_5_Package_Integrity_check_failure() throws Exception {
        push(stranger.sign(IMAGE));
        isIn(0, 5);
    }

    /** LightweightM2M-1.0-int-777, Error Case 6: unsupported package type; it is for another device. */
    @Test
    void int_777_Error_Case_6_unsupported_package_type() throws Exception {
        push(maker.sign(OF_OTHERS));
        isIn(0, 6);
    }

    /** LightweightM2M-1.0-int-778, Error Case 7: invalid URI (package URI). */
    @Test
    void int_778_Error_Case_7_invalid_URI() throws Exception {
        pull("no uri at all");
        isIn(0, 7);
        pull(fileUri("nothing-here"));
        isIn(0, 7);
    }

    /** LightweightM2M-1.0-int-779, Error Case 8: Unsuccessful Firmware Update; the package stays for another attempt. */
    @Test
    void int_779_Error_Case_8_Unsuccessful_Firmware_Update() throws Exception {
        push(maker.sign(BROKEN));
        isIn(2, 0);
        assertThat(demo.execute("/5/0/2").status()).isEqualTo("CHANGED(204)");
        isIn(2, 8);
    }

    /** LightweightM2M-1.0-int-780, Error Case 9: Unsupported protocol. */
    @Test
    void int_780_Error_Case_9_Unsupported_protocol() throws Exception {
        pull("ftp://127.0.0.1/firmware");
        isIn(0, 9);
    }

    private static Path pem(Path file, Signer signer) throws Exception {
        String base64 =
                Base64.getMimeEncoder().encodeToString(signer.certificate().getEncoded());
        return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    private static HttpsServer serve(Signer host, Map<String, byte[]> contents) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("host", host.keys().getPrivate(), new char[0], new Certificate[] {host.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        contents.forEach((path, content) -> server.createContext(path, exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
        }));
        server.start();
        return server;
    }
}
