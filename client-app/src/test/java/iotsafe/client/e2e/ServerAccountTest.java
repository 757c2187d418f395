package iotsafe.client.e2e;

import static iotsafe.client.e2e.Program.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Leshan's management server does to its account in the Server object (OMA LwM2M Core 1.1, 6.2.2 and E.2). */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ServerAccountTest {
    private static final String ENDPOINT = "account-device";
    private static final String REGISTERED = "^registered endpoint=" + ENDPOINT + " ";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Agent agent;

    ServerAccountTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, shared.bed(), ENDPOINT);
        this.agent = Agent.configured(folder, sim.address(), shared.server().bootstrap(), "log: {format: text}");
        shared.management().admit(ENDPOINT);
    }

    /** OMA LwM2M Core 1.1, 6.2.2: a new lifetime is told at once; E.2: all that is written is kept over a restart; /1/x/4 and 5: Disable. */
    @Test
    void what_the_server_wrote_is_there_after_a_restart_and_Disable_is_a_silence_that_ends() throws Exception {
        try (Program run = agent.starts("run");
                LeshanRest.Events events = shared.management().events(ENDPOINT)) {
            run.awaitOut(REGISTERED, 1);
            write("/1/0/1", "{\"id\":1,\"value\":3600}");
            write("/1/0/5", "{\"id\":5,\"value\":1}");
            await().atMost(PATIENCE)
                    .until(() -> events.named("UPDATED").stream().anyMatch(data -> data.contains("\"lifetime\":3600")));
        }
        long bootstraps = shared.bed().bootstraps(ENDPOINT);
        try (Program run = agent.starts("run")) {
            run.awaitOut(REGISTERED, 1);
            assertThat(ask("GET", "/1/0/1", "")).contains("3600");
            assertThat(ask("GET", "/1/0/5", "")).contains("value=1");

            assertThat(shared.management().ask("POST", ENDPOINT, "/1/0/4", "")).containsEntry("success", true);
            run.awaitOut(REGISTERED, 2);
            assertThat(run.out()).contains("disabled by " + shared.server().management());
            assertThat(shared.management().knows(ENDPOINT)).isTrue();
            assertThat(shared.bed().bootstraps(ENDPOINT)).as("no new bootstrap").isEqualTo(bootstraps);
        }
    }

    private void write(String path, String value) throws IOException, InterruptedException {
        assertThat(shared.management().ask("PUT", ENDPOINT, path, value)).containsEntry("success", true);
    }

    private String ask(String method, String path, String body) throws IOException, InterruptedException {
        Map<String, Object> answer = shared.management().ask(method, ENDPOINT, path, body);
        assertThat(answer).containsEntry("success", true);
        return String.valueOf(answer.get("content"));
    }
}
