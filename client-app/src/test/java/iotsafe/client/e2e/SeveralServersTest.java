package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two management servers, both Leshan's, with different rights (OMA LwM2M Core 1.1, 6.2.1 and 8). */
@ExtendWith(SharedTestBed.class)
@Timeout(120)
class SeveralServersTest {
    private static final String ENDPOINT = "device-of-two-servers";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    SeveralServersTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    @Test
    void a_device_is_managed_by_one_server_and_read_by_another_and_the_end_of_one_costs_the_other_nothing()
            throws Exception {
        TestBed.Server other = shared.bed().serve("management-server");
        TestBed.Server bootstrap = shared.bed()
                .serve(
                        "bootstrap-server",
                        "--management-uri",
                        shared.server().management().toString(),
                        "--second-uri",
                        other.management().toString());
        LeshanRest second = new LeshanRest(other.web());
        shared.management().admit(ENDPOINT);
        second.admit(ENDPOINT);
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, shared.bed(), ENDPOINT);
        Agent agent = Agent.configured(folder, sim.address(), bootstrap.bootstrap(), "log: {format: text}");

        try (Program run = agent.starts("run")) {
            run.awaitOut("^registered endpoint=" + ENDPOINT + " ", 1);
            run.awaitOut("^also registered with " + other.management() + " at ", 1);

            assertThat(ask(shared.management(), "GET", "/3/0/13")).containsEntry("success", true);
            assertThat(ask(second, "GET", "/3/0/13")).containsEntry("success", true);
            assertThat(ask(shared.management(), "GET", "/1/0/1")).containsEntry("success", true);
            assertThat(ask(second, "GET", "/1/1/1")).containsEntry("success", true);
            assertThat(ask(second, "GET", "/1/0/1")).containsEntry("status", "UNAUTHORIZED(401)");
            assertThat(ask(second, "POST", "/3/0/12")).containsEntry("status", "UNAUTHORIZED(401)");
            assertThat(ask(shared.management(), "POST", "/3/0/12")).containsEntry("success", true);

            other.program().close();
            assertThat(ask(shared.management(), "GET", "/3/0/13")).containsEntry("success", true);
        }
        try (Program run = agent.starts("run")) {
            run.awaitOut("^registered endpoint=" + ENDPOINT + " ", 1);
            await().atMost(PATIENCE).until(() -> shared.management().knows(ENDPOINT));
        }
        assertThat(shared.bed().bootstraps(ENDPOINT)).isOne();
    }

    private static Map<String, Object> ask(LeshanRest server, String method, String path)
            throws IOException, InterruptedException {
        return server.ask(method, ENDPOINT, path, "");
    }
}
