package iotsafe.client.e2e;

import static iotsafe.client.e2e.Program.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import iotsafe.client.firmware.Signer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a management server sees of a device whose configuration has firmware, a location and an object of its own. */
@ExtendWith(SharedTestBed.class)
@Timeout(120)
class ManagedObjectsTest {
    private static final String ENDPOINT = "managed-objects-device";
    private static final byte[] IMAGE = "a new firmware\n".repeat(10_000).getBytes(StandardCharsets.US_ASCII);

    private final SharedTestBed.Shared shared;

    ManagedObjectsTest(SharedTestBed.Shared shared) {
        this.shared = shared;
    }

    /** LightweightM2M-1.1-int-771 and 772 over HTTPS, and an object with its model from the OMA registry. */
    @Test
    void a_server_reads_them_and_updates_the_firmware() throws Exception {
        shared.management().admit(ENDPOINT);
        Path folder = shared.stage().newFolder();
        Signer maker = Signer.named("maker");
        Signer host = Signer.today("files");
        Path temperature = Files.writeString(folder.resolve("temperature"), "21.5\n");
        Files.writeString(folder.resolve("gps"), "48.1372 11.5756\n");
        Path model = Models.temperature(folder);
        Agent agent = Agent.configured(
                folder,
                Sim.fromFactory(folder, shared.bed(), ENDPOINT).address(),
                shared.server().bootstrap(),
                """
                log: {format: text}
                location: {file: "%1$s/gps"}
                firmware:
                  install: [/bin/sh, -c, 'cp "$1" "$0"', "%1$s/installed"]
                  describe: [/bin/sh, -c, 'echo gate; echo 2.1']
                  trust: "file:%2$s"
                  https-trust: "file:%3$s"
                objects: [{id: 3303, model: "%4$s", instances: {0: {5700: {file: "%1$s/temperature"}}}}]
                """.formatted(
                        folder, pem(folder.resolve("maker.pem"), maker), pem(folder.resolve("host.pem"), host), model));
        HttpsServer files = serve(host, maker.sign(IMAGE));
        try (Program run = agent.starts("run")) {
            run.awaitOut("^registered endpoint=.*$", 1);
            assertThat(ask("GET", "/6/0/0", "")).contains("48.1372");
            assertThat(ask("GET", "/3303/0/5700", "")).contains("21.5");
            Files.writeString(temperature, "22.5\n");
            assertThat(ask("GET", "/3303/0/5700", "")).contains("22.5");
            assertThat(ask("POST", "/7/0/6", "")).contains("CHANGED");

            assertThat(ask("POST", "/5/0/2", "")).as("int-772").contains("METHOD_NOT_ALLOWED");
            String uri =
                    "https://127.0.0.1:%d/firmware".formatted(files.getAddress().getPort());
            assertThat(ask("PUT", "/5/0/1", "{\"id\":1,\"value\":\"%s\"}".formatted(uri)))
                    .contains("CHANGED");
            awaitValue("/5/0/3", 2);
            assertThat(ask("GET", "/5/0/7", "")).contains("2.1");
            assertThat(ask("POST", "/5/0/2", "")).contains("CHANGED");
            awaitValue("/5/0/5", 1);
            assertThat(folder.resolve("installed")).hasBinaryContent(IMAGE);
            assertThat(ask("GET", "/7/0/3", "")).doesNotContain("value=0,").contains("success=true");
            run.terminate();
            assertThat(run.awaitEnd().err()).doesNotContain("\tat ");
        } finally {
            files.stop(0);
        }
    }

    private String ask(String method, String path, String body) throws Exception {
        return shared.management().ask(method, ENDPOINT, path, body).toString();
    }

    private void awaitValue(String path, int value) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(ask("GET", path, "")).containsPattern("value=\"?" + value + "\\b"));
    }

    private static Path pem(Path file, Signer signer) throws Exception {
        String base64 =
                Base64.getMimeEncoder().encodeToString(signer.certificate().getEncoded());
        return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    private static HttpsServer serve(Signer host, byte[] content) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("host", host.keys().getPrivate(), new char[0], new Certificate[] {host.certificate()});
        KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context));
        server.createContext("/firmware", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            }
        });
        server.start();
        return server;
    }
}
