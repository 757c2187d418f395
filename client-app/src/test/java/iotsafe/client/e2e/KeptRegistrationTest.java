package iotsafe.client.e2e;

import static iotsafe.client.e2e.Program.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What Leshan's management server sees of a device whose process is killed and started again (OMA LwM2M Core 6.2.2, 6.4). */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class KeptRegistrationTest {
    private static final String ENDPOINT = "kept-device";
    private static final String REGISTERED = "^registered endpoint=" + ENDPOINT + " ";

    @AutoClose
    private final Stage stage = new Stage();

    private final LeshanRest management;
    private final Agent agent;

    KeptRegistrationTest(Shared shared) throws IOException, InterruptedException {
        management = shared.management();
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, shared.bed(), ENDPOINT);
        agent = Agent.configured(folder, sim.address(), shared.server().bootstrap(), "log: {format: text}");
        management.admit(ENDPOINT);
    }

    @Test
    void it_goes_on_being_notified_under_the_same_registration_and_finds_the_attributes_that_it_wrote()
            throws Exception {
        try (LeshanRest.Events events = management.events(ENDPOINT)) {
            Object registration;
            try (Program run = agent.starts("run")) {
                run.awaitOut(REGISTERED, 1);
                registration = registrationId();
                assertThat(ask("PUT", "/3/0/13/attributes?pmin=1")).containsEntry("success", true);
                assertThat(ask("POST", "/3/0/13/observe")).containsEntry("success", true);
                await().atMost(PATIENCE).until(() -> !notifications(events).isEmpty());
                run.kill();
            }
            int before = notifications(events).size();

            try (Program run = agent.starts("run")) {
                run.awaitOut(REGISTERED, 1);
                await().atMost(PATIENCE).until(() -> notifications(events).size() >= before + 2);
                assertThat(registrationId()).isEqualTo(registration);
                assertThat(events.named("REGISTRATION")).hasSize(1);
                assertThat(String.valueOf(ask("GET", "/3/0/discover")))
                        .contains("/3/0/13")
                        .contains("pmin=1");
                run.kill();
            }
            assertThat(Files.exists(agent.state().resolve("registrations"))).isTrue();
            agent.runs("reset", "--yes").done();
            try (var left = Files.list(agent.state())) {
                assertThat(left.map(file -> file.getFileName().toString()))
                        .doesNotContain("registrations", "attributes", "state");
            }
        }
    }

    private Object registrationId() throws IOException, InterruptedException {
        return ask("GET", "").getOrDefault("registrationId", "none");
    }

    private static List<String> notifications(LeshanRest.Events events) {
        return events.named("NOTIFICATION").stream()
                .filter(data -> data.contains("/3/0/13"))
                .toList();
    }

    private Map<String, Object> ask(String method, String path) throws IOException, InterruptedException {
        return management.ask(method, ENDPOINT, path, "");
    }
}
