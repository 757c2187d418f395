package iotsafe.client.e2e;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An agent that is configured: its folder holds its configuration and its state.
 *
 * @param folder its own
 * @param environment of its processes
 */
record Agent(Path folder, Map<String, String> environment) {
    /** For the SIM at an address, as {@code card.reader} has it. */
    static Agent configured(Path folder, String reader, URI bootstrapServer, String... moreYaml) throws IOException {
        return configured(folder, Map.of(), reader, bootstrapServer, moreYaml);
    }

    /** With an environment of its own. */
    static Agent configured(
            Path folder, Map<String, String> environment, String reader, URI bootstrapServer, String... moreYaml)
            throws IOException {
        Agent agent = new Agent(folder, environment);
        Files.writeString(agent.configuration(), """
                card: {reader: "%s"}
                bootstrap: {uri: "%s"}
                state: {dir: "%s"}
                %s
                """.formatted(
                        reader, bootstrapServer, agent.state(), String.join("\n", moreYaml)));
        return agent;
    }

    Path configuration() {
        return folder.resolve("agent.yaml");
    }

    /** The state folder. */
    Path state() {
        return folder.resolve("state");
    }

    /** Starts a command with this configuration. */
    Program starts(String... command) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--config", configuration().toString()));
        return Program.start(Programs.agent(arguments), environment);
    }

    /** Runs a command with this configuration to its end. */
    Finished runs(String... command) throws IOException, InterruptedException {
        try (Program program = starts(command)) {
            return program.awaitEnd();
        }
    }

    /** Runs a command without a configuration to its end. */
    static Finished runsAlone(Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        try (Program program = Program.start(Programs.agent(List.of(arguments)), environment)) {
            return program.awaitEnd();
        }
    }
}
