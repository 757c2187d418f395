package iotsafe.client.e2e;

import static iotsafe.client.e2e.Program.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** Card and reader service go away under an agent that manages its device, and come back: nobody has to touch the agent. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
        value = "iotsafe.client.e2e.Pcscd#isInstalled",
        disabledReason = "no reader service: apt install pcscd vsmartcard-vpcd")
@Timeout(180)
class ReaderFaultsTest {
    private static final String ENDPOINT = "unlucky-device";
    private static final String REGISTERED = "^registered endpoint=" + ENDPOINT + " .*$";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Pcscd pcscd;
    private final Sim blueprint;
    private Path folder = Path.of("");

    ReaderFaultsTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.pcscd = Pcscd.configured(stage.newFolder());
        this.blueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    @BeforeEach
    void takes_a_folder() throws IOException {
        folder = stage.newFolder();
        Files.deleteIfExists(pcscd.folder().resolve("run/pcscd.comm"));
        Files.deleteIfExists(pcscd.folder().resolve("run/pcscd.pid"));
    }

    private Agent agent() throws IOException {
        return Agent.configured(
                folder, pcscd.environment(), "pcsc:", shared.server().bootstrap(), "log: {format: text}");
    }

    /** OMA LwM2M Core, /1/x/9: what makes the agent need its card. */
    private void needsItsCard() throws IOException, InterruptedException {
        assertThat(shared.management().ask("POST", ENDPOINT, "/1/0/9", "")).containsEntry("success", true);
    }

    private void isManagedStill(Agent agent) throws IOException, InterruptedException {
        assertThat(agent.runs("status").done().out()).contains("endpoint     " + ENDPOINT, "key          iotsafe:");
        await().atMost(PATIENCE).until(() -> shared.management().knows(ENDPOINT));
    }

    @Test
    void a_card_that_is_pulled_out_is_asked_for_by_its_reader_and_used_again_when_it_is_back() throws Exception {
        Agent agent = agent();
        try (Program service = pcscd.start();
                Program reader = pcscd.inserted(blueprint.copy(folder));
                Program run = agent.starts("run")) {
            run.awaitOut(REGISTERED, 1);
            reader.say("remove");
            reader.awaitOut("^removed$", 1);
            isManagedStill(agent);
            needsItsCard();
            run.awaitOut(
                    "^failed: no card in reader \"%s\".*: insert the SIM; next try in [0-9]+ s$"
                            .formatted(Pcscd.READER),
                    1);
            reader.say("insert");
            run.awaitOut(REGISTERED, 2);
            isManagedStill(agent);
            assertThat(run.err()).doesNotContain("\tat ");
            assertThat(service.pid()).isPositive();
        }
    }

    @Test
    void a_reader_service_that_is_killed_and_started_again_is_found_again() throws Exception {
        Agent agent = agent();
        Program first = pcscd.start();
        try (Program reader = pcscd.inserted(blueprint.copy(folder));
                Program run = agent.starts("run")) {
            run.awaitOut(REGISTERED, 1);
            assertThat(ProcessHandle.of(first.pid()).orElseThrow().destroyForcibly())
                    .isTrue();
            reader.awaitOut("^.*vpcd.*(closed|broke).*$", 1);
            needsItsCard();
            run.awaitOut("^failed: no PC/SC service answers on this machine: .*; next try in [0-9]+ s$", 1);
            takes_a_folder();
            try (Program second = pcscd.start()) {
                reader.say("insert");
                run.awaitOut(REGISTERED, 2);
                isManagedStill(agent);
                assertThat(second.pid()).isPositive();
            }
            assertThat(run.err()).doesNotContain("\tat ");
        } finally {
            first.close();
        }
    }

    /** SIGSTOP: the service takes every call and answers none. */
    @Test
    void a_reader_service_that_is_silent_is_one_sentence_and_exit_3() throws Exception {
        try (Program service = pcscd.start()) {
            signal("STOP", service);
            try {
                assertThat(agent().runs("run", "--once").failed(3))
                        .startsWith("the PC/SC reader was silent for 5 s: ")
                        .endsWith("restart the reader service (systemctl restart pcscd)");
                assertThat(Agent.runsAlone(pcscd.environment(), "card", "list").failed(3))
                        .startsWith("the PC/SC service was silent for 5 s: ");
            } finally {
                signal("CONT", service);
            }
        }
    }

    private static void signal(String name, Program to) throws IOException, InterruptedException {
        try (Program kill = Program.start(List.of("kill", "-" + name, String.valueOf(to.pid())))) {
            kill.awaitEnd().done();
        }
    }
}
