package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What each command does when all is well. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CommandsTest {
    private static final String ENDPOINT = "simulated-device";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Sim blueprint;
    private Path folder = Path.of("");

    CommandsTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.blueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    @BeforeEach
    void takes_a_folder() throws IOException {
        folder = stage.newFolder();
    }

    private Agent agent(Sim sim) throws IOException {
        return Agent.configured(folder, sim.address(), shared.server().bootstrap());
    }

    @Test
    void run_once_bootstraps_the_first_time_and_registers_from_its_state_the_second_and_reset_makes_it_new()
            throws Exception {
        Agent agent = agent(blueprint.copy(folder));
        long before = shared.bed().bootstraps(ENDPOINT);
        assertThat(agent.runs("status").done().out()).startsWith("not provisioned yet: ");

        Steps cold = Steps.in(agent.runs("run", "--once").done().out());
        assertThat(cold.exchanges()).isEqualTo(cold.sum());
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(before + 1);
        assertThat(agent.runs("status").done().out())
                .contains("endpoint     " + ENDPOINT + "\n")
                .contains("server       " + shared.server().management() + " (short server id 123)\n")
                .contains("certificate  CN=" + ENDPOINT + "\n")
                .contains(" days left)\n")
                .contains("key          iotsafe:type=private;id=05\n");

        Steps warm = Steps.in(agent.runs("run", "--once").done().out());
        assertThat(warm.exchanges()).isLessThanOrEqualTo(4);
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(before + 1);

        assertThat(agent.runs("reset", "--yes").done().out()).endsWith(" is gone; the next run bootstraps\n");
        assertThat(agent.state()).isDirectoryNotContaining("glob:**/state*"); // what is known of the card itself stays
        assertThat(agent.runs("status").done().out()).startsWith("not provisioned yet: ");
    }

    @Test
    void check_goes_all_the_way_and_changes_nothing() throws Exception {
        Sim sim = blueprint.copy(folder);
        byte[] memory = Files.readAllBytes(sim.file());
        Agent agent = agent(sim);
        long before = shared.bed().events(ENDPOINT).size();
        assertThat(agent.runs("check").done().out().lines())
                .allMatch(line -> line.startsWith("ok  ") || line.equals("the device can bootstrap"))
                .anyMatch(line -> line.matches("ok  server +" + shared.server().bootstrap() + " shook hands .*"))
                .endsWith("the device can bootstrap");
        assertThat(sim.file()).hasBinaryContent(memory);
        assertThat(agent.state().resolve("state")).doesNotExist();
        assertThat(shared.bed().events(ENDPOINT)).hasSize((int) before);
    }

    @Test
    void card_inspect_shows_what_the_card_holds() throws Exception {
        Sim sim = blueprint.copy(folder);
        byte[] memory = Files.readAllBytes(sim.file());
        assertThat(agent(sim).runs("card", "inspect").done().out())
                .containsPattern("(?m)^reader +simulator:")
                .containsPattern("(?m)^card +iccid:89[0-9]{5}\\*+[0-9]{4}$")
                .containsPattern("(?m)^private +id 01 +\"factory\" +key type [0-9A-F]{2}$")
                .containsPattern("(?m)^private +id 05 +\"operational\" +empty$")
                .containsPattern("(?m)^file +id 02 +\"certificate\" +certificate \"CN=" + ENDPOINT + "\" until ")
                .containsPattern("(?m)^file +id 03 +\"anchor\" +certificate ");
        assertThat(sim.file()).hasBinaryContent(memory);
    }
}
