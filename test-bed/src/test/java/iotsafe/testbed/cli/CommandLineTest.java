package iotsafe.testbed.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.testbed.Main;
import iotsafe.testbed.TestDevice;
import iotsafe.testbed.ca.CaFolder;
import iotsafe.testbed.ca.CommonName;
import iotsafe.testbed.ca.P256;
import java.io.BufferedReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands as a script meets them: another process, its standard streams, signals. */
class CommandLineTest {
    @TempDir
    Path folder;

    private final List<ProcessHandle> started = new ArrayList<>();

    @AfterEach
    void stop() {
        started.forEach(ProcessHandle::destroyForcibly);
    }

    private Process run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("stderr").toFile())
                .start();
        started.add(process.toHandle());
        return process;
    }

    private static Ready ready(Process process) throws Exception {
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        return Ready.parse(lines.readLine());
    }

    @Test
    void up_starts_both_servers_and_a_device_enrols() throws Exception {
        Path bed = folder.resolve("bed");
        Process up = run("up", bed.toString(), "--endpoint", "dev1");
        Map<String, String> addresses = ready(up).addresses();
        started.addAll(up.descendants().toList());

        assertThat(addresses).containsOnlyKeys("bootstrap", "management", "web");
        assertThat(addresses.get("bootstrap")).matches("coaps://127\\.0\\.0\\.1:\\d+");
        assertThat(addresses.get("management")).matches("coaps://127\\.0\\.0\\.1:\\d+");
        assertThat(addresses.get("web")).matches("http://127\\.0\\.0\\.1:\\d+");
        assertThat(Files.readString(folder.resolve("stderr"))).contains("NEVER FOR PRODUCTION");
        KeyPair keys = P256.generate();
        try (TestDevice device = TestDevice.certified(
                URI.create(addresses.get("bootstrap")),
                CaFolder.open(bed, Clock.systemUTC()).authority(),
                "dev1")) {
            assertThat(device.sen(TestDevice.csr("dev1", keys), 287).getCode()).isEqualTo(ResponseCode.CHANGED);
        }
        assertThat(Files.readString(bed.resolve("bootstrap-events.jsonl")))
                .contains("\"event\":\"est-sen\"")
                .contains("\"peer\":\"dev1\"");

        up.destroyForcibly();
        await().atMost(Duration.ofSeconds(5)).until(() -> started.stream().noneMatch(ProcessHandle::isAlive));
        assertThat(started)
                .as("up, the bootstrap server, the management server")
                .hasSize(3);
    }

    @Test
    void a_server_stops_in_order_within_2_s_of_SIGTERM() throws Exception {
        CaFolder.create(folder.resolve("bed"), Clock.systemUTC());
        Process server =
                run("bootstrap-server", folder.resolve("bed").toString(), "--management-uri", "coaps://127.0.0.1:5684");
        assertThat(ready(server).addresses()).containsOnlyKeys("bootstrap");
        server.destroy();
        assertThat(server.waitFor(2, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_server_stops_when_its_standard_input_ends() throws Exception {
        CaFolder.create(folder.resolve("bed"), Clock.systemUTC());
        Process server =
                run("bootstrap-server", folder.resolve("bed").toString(), "--management-uri", "coaps://127.0.0.1:5684");
        ready(server);
        server.outputWriter(StandardCharsets.UTF_8).close();
        assertThat(server.waitFor(2, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isZero();
    }

    @Test
    void ca_issue_certifies_a_public_key_given_as_PEM() throws Exception {
        KeyPair keys = P256.generate();
        Path publicKey = folder.resolve("spki.pem");
        Path out = folder.resolve("cert.der");
        Files.writeString(
                publicKey,
                "-----BEGIN PUBLIC KEY-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'})
                                .encodeToString(keys.getPublic().getEncoded())
                        + "\n-----END PUBLIC KEY-----\n");
        String bed = folder.resolve("bed").toString();
        assertThat(TestBedCommand.run("ca", "create", bed)).isZero();
        assertThat(TestBedCommand.run(
                        "ca",
                        "issue",
                        bed,
                        "--cn",
                        "dev1",
                        "--public-key",
                        publicKey.toString(),
                        "--out",
                        out.toString()))
                .isZero();
        X509Certificate issued =
                TestDevice.certificates(Files.readAllBytes(out)).get(0);
        assertThat(issued.getPublicKey()).isEqualTo(keys.getPublic());
        assertThat(CommonName.of(issued)).contains("dev1");
    }

    @Test
    void exit_code_2_is_for_what_the_caller_can_mend_and_4_for_the_world() {
        String nowhere = folder.resolve("nowhere").toString();
        assertThat(TestBedCommand.run("up", nowhere, "--weather", "rain")).isEqualTo(2);
        assertThat(TestBedCommand.run("up", nowhere, "--mode", "3")).isEqualTo(2);
        assertThat(TestBedCommand.run("up")).isEqualTo(2);
        assertThat(TestBedCommand.run("up", nowhere, "--certificate-life", "soon"))
                .isEqualTo(2);
        assertThat(TestBedCommand.run("relay", "coaps://127.0.0.1:5684", "--lose", "101"))
                .isEqualTo(2);
        assertThat(TestBedCommand.run("relay", "127.0.0.1")).isEqualTo(2);
        assertThat(TestBedCommand.run("management-server", nowhere)).isEqualTo(4);
    }
}
