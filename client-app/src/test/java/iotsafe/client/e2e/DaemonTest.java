package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.TestBed.Server;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** {@code run} without {@code --once}: it stays, through what servers do to it, until it is told to end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class DaemonTest {
    private static final String ENDPOINT = "daemon-device";
    private static final String REGISTERED = "^registered endpoint=" + ENDPOINT + " ";

    @AutoClose
    private final Stage stage = new Stage();

    private final TestBed bed;
    private final Server bootstrapServer;
    private final Sim blueprint;
    private Server management;

    DaemonTest() throws IOException, InterruptedException {
        bed = TestBed.create(stage);
        management = bed.serve("management-server", "--endpoint", ENDPOINT);
        bootstrapServer = bed.serve(
                "bootstrap-server", "--management-uri", management.management().toString());
        blueprint = Sim.fromFactory(stage.newFolder(), bed, ENDPOINT);
    }

    private Program running() throws IOException {
        Path folder = stage.newFolder();
        Program run = Agent.configured(
                        folder,
                        blueprint.copy(folder).address(),
                        bootstrapServer.bootstrap(),
                        "lwm2m: {request-timeout: 4s}",
                        "log: {format: text}")
                .starts("run");
        run.awaitOut(REGISTERED, 1);
        return run;
    }

    private LeshanRest rest() {
        return new LeshanRest(management.web());
    }

    @Test
    void it_registers_again_when_the_management_server_has_been_restarted_and_ends_at_SIGTERM() throws Exception {
        try (Program run = running()) {
            long before = bed.bootstraps(ENDPOINT);
            // 20 s of lifetime make it update every few seconds
            assertThat(rest().ask("PUT", ENDPOINT, "/1/0/1", "{\"id\":1,\"value\":20}"))
                    .containsEntry("success", true);
            restartManagementServer();
            assertThat(rest().knows(ENDPOINT)).isFalse();
            run.awaitOut(REGISTERED, 2);
            assertThat(rest().knows(ENDPOINT)).isTrue();
            assertThat(bed.bootstraps(ENDPOINT)).as("no new bootstrap").isEqualTo(before);

            long begin = System.nanoTime();
            run.terminate();
            Finished finished = run.awaitEnd();
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
            assertThat(finished.exit()).isIn(0, 143);
            assertThat(finished.err()).doesNotContain("\tat ", "did not stop in time");
        }
    }

    private void restartManagementServer() throws IOException {
        URI coaps = management.management();
        URI web = management.web();
        management.program().close();
        management = bed.serve(
                "management-server",
                "--endpoint",
                ENDPOINT,
                "--port",
                String.valueOf(coaps.getPort()),
                "--web-port",
                String.valueOf(web.getPort()));
    }

    /** OMA LwM2M Core, /3/0/4: the answer comes first, then the agent begins anew and needs no supervisor for it. */
    @Test
    void Reboot_is_answered_and_makes_it_begin_anew() throws Exception {
        try (Program run = running()) {
            long before = bed.bootstraps(ENDPOINT);
            assertThat(rest().ask("POST", ENDPOINT, "/3/0/4", "")).containsEntry("success", true);
            run.awaitOut(REGISTERED, 2);
            assertThat(bed.bootstraps(ENDPOINT)).as("no new bootstrap").isEqualTo(before);
            run.terminate();
            assertThat(run.awaitEnd().exit()).isIn(0, 143);
        }
    }
}
