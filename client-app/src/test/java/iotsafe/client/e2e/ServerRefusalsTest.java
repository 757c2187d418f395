package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.TestBed.Server;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers that are set up wrongly, or not there: one sentence, exit code 4, and the device is left as it was. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ServerRefusalsTest {
    private static final String ENDPOINT = "well-made-device";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Sim blueprint;
    private Path folder = Path.of("");

    ServerRefusalsTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.blueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    @BeforeEach
    void takes_a_folder() throws IOException {
        folder = stage.newFolder();
    }

    private Agent agent(URI bootstrapServer, String... moreYaml) throws IOException {
        return Agent.configured(folder, blueprint.copy(folder).address(), bootstrapServer, moreYaml);
    }

    private String refusalIn(String weather) throws IOException, InterruptedException {
        Server server = shared.bed()
                .serve(
                        "bootstrap-server",
                        "--management-uri",
                        shared.server().management().toString(),
                        "--weather",
                        weather);
        try (Program running = server.program()) {
            Agent agent = agent(server.bootstrap());
            Finished finished = agent.runs("run", "--once");
            String sentence = finished.failed(4);
            assertThat(running.pid()).isPositive();
            assertThat(finished.out()).doesNotContain("registered");
            assertThat(shared.management().knows(ENDPOINT)).isFalse();
            assertThat(agent.runs("status").done().out()).startsWith("not provisioned yet: ");
            return sentence;
        }
    }

    /** RFC 7925 4.4.2; OMA LwM2M Transport 5.2.8: a client's certificate is no server's. */
    @Test
    void a_bootstrap_server_with_a_clients_certificate_is_not_spoken_to() throws Exception {
        long before = shared.bed().bootstraps(ENDPOINT);
        assertThat(refusalIn("server-certificate-client-auth-only"))
                .contains("is not for server authentication (extended key usage)");
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(before);
    }

    /** RFC 7030 4.2.3; RFC 5280 6: what the CA sends is checked before anything is kept. */
    @ParameterizedTest
    @CsvSource({
        "wrong-key, certificate for another key",
        "expired, set whichever clock is wrong",
        "other-ca, has no valid path to a trust anchor",
        "sen-truncated, /sen",
        "sen-oversized, the answer is larger than 65536 bytes"
    })
    void what_EST_answers_is_not_used_unless_it_is_right(String weather, String part) throws Exception {
        assertThat(refusalIn(weather)).contains(part);
    }

    @Test
    void a_bootstrap_server_that_does_not_know_the_endpoint_is_quoted() throws Exception {
        Agent agent = agent(shared.server().bootstrap(), "endpoint: other-name");
        assertThat(agent.runs("run", "--once").failed(4))
                .startsWith(shared.server().bootstrap()
                        + ": Bootstrap-Request of \"other-name\" was refused with BAD_REQUEST(400)")
                .endsWith("is this endpoint name known there, and is it the certificate's?");
        assertThat(agent.state().resolve("state")).doesNotExist();
    }

    @Test
    void a_bootstrap_server_that_is_down_is_named() throws Exception {
        Agent agent = agent(nobodyThere(), "lwm2m: {request-timeout: 1s}");
        assertThat(agent.runs("run", "--once").failed(4))
                .endsWith("no answer to Bootstrap-Request within 1 s; is the server running, and does UDP reach it?");
    }

    @Test
    void a_management_server_that_is_down_is_named_and_what_was_enrolled_is_kept() throws Exception {
        URI nobody = nobodyThere();
        Server server = shared.bed().serve("bootstrap-server", "--management-uri", nobody.toString());
        try (Program running = server.program()) {
            try (Program enrolling =
                    agent(server.bootstrap(), "log: {format: text}").starts("run")) {
                enrolling.awaitOut("the account of " + nobody + " is saved", 1);
                enrolling.terminate();
                assertThat(enrolling.awaitEnd().exit())
                        .as("while it waits for an answer")
                        .isIn(0, 143);
            }
            assertThat(running.pid()).isPositive();
            Agent impatient = Agent.configured(
                    folder,
                    "simulator:" + folder.resolve("sim.json"),
                    server.bootstrap(),
                    "lwm2m: {request-timeout: 1s}");
            assertThat(impatient.runs("run", "--once").failed(4))
                    .isEqualTo(nobody
                            + ": no answer to Register within 1 s; is the server running, and does UDP reach it?");
            assertThat(impatient.runs("status").done().out()).contains("server       " + nobody);
        }
    }

    private static URI nobodyThere() throws IOException {
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return URI.create("coaps://127.0.0.1:" + free.getLocalPort());
        }
    }
}
