package iotsafe.client.cli;

import iotsafe.client.Logging;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ConfigReader;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The configuration file, which most commands need. */
final class ConfigOption {
    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "/etc/iotsafe-agent/agent.yaml",
            description = "The configuration; default: ${DEFAULT-VALUE}.")
    private Path file = Path.of("/etc/iotsafe-agent/agent.yaml");

    /** Reads it and sets the logs up. */
    AgentConfig read() throws ConfigException {
        AgentConfig config = ConfigReader.read(file);
        Logging.configure(config.log());
        return config;
    }

    Path file() {
        return file;
    }
}
