package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a person mends at the keyboard: exit code 2, before any card or server is touched. */
@Timeout(60)
class ConfigurationRefusalsTest {
    private static final URI NOBODY = URI.create("coaps://127.0.0.1:1");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void five_mistakes_are_five_blocks_each_with_its_line() throws Exception {
        Agent agent = new Agent(folder, Map.of());
        Files.writeString(agent.configuration(), """
                card:
                  reader: pscs
                bootstrap:
                  uri: coap://127.0.0.1
                  key: iotsafe:type=file;id=01
                enrolment:
                  accounts: some
                colour: blue
                """);
        Finished finished = agent.runs("run", "--once");
        assertThat(finished.exit()).isEqualTo(2);
        assertThat(finished.out()).isEmpty();
        assertThat(finished.err().lines().filter(line -> line.contains(": error: ")))
                .hasSize(5)
                .allMatch(line -> line.matches(".*/agent\\.yaml:[0-9]+:[0-9]+: error: .+"));
        assertThat(finished.err().lines().filter(line -> line.matches(" +\\^+")))
                .hasSize(5);
        assertThat(finished.err()).doesNotContain("\tat ");
    }

    @Test
    void a_configuration_that_is_not_there_is_named() throws Exception {
        Finished finished = new Agent(folder, Map.of()).runs("run", "--once");
        assertThat(finished.exit()).isEqualTo(2);
        assertThat(finished.err())
                .contains(folder.resolve("agent.yaml").toString())
                .doesNotContain("\tat ");
    }

    @Test
    void a_state_folder_that_is_a_file_is_found_before_the_bootstrap_server_is_asked() throws Exception {
        Sim sim = Sim.blank(folder);
        Agent agent = Agent.configured(folder, sim.address(), NOBODY);
        Files.writeString(agent.state(), "not a folder");
        assertThat(agent.runs("run", "--once").failed(2))
                .isEqualTo(
                        "%s cannot be read (Not a directory); it has to belong to the agent's user, and to an agent no newer than this one, or set state.dir"
                                .formatted(agent.state().resolve("state")));
        assertThat(agent.state()).hasContent("not a folder");
    }

    @Test
    void reset_without_yes_touches_nothing() throws Exception {
        Agent agent = configured();
        Files.createDirectory(agent.state());
        Path kept = Files.writeString(agent.state().resolve("state"), "kept");
        Finished finished = agent.runs("reset");
        assertThat(finished.exit()).isEqualTo(2);
        assertThat(finished.err())
                .startsWith("reset would delete the state in " + agent.state() + ": say --yes")
                .doesNotContain("\tat ");
        assertThat(kept).hasContent("kept");
    }

    @Test
    void an_unknown_command_is_answered_with_those_there_are() throws Exception {
        Finished finished = Agent.runsAlone(Map.of(), "rnu");
        assertThat(finished.exit()).isEqualTo(2);
        assertThat(finished.err()).contains("rnu").contains("run").doesNotContain("\tat ");
    }

    private Agent configured() throws IOException {
        return Agent.configured(folder, "simulator:" + folder.resolve("sim.json"), NOBODY);
    }
}
