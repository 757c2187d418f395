package iotsafe.client.cli;

import iotsafe.client.Logging;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ReaderAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Which card a command is about: that of an address, or that of the configuration. */
final class CardOption {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(
            names = "--reader",
            paramLabel = "ADDRESS",
            description = "The card's address; default: card.reader of the configuration.")
    private @Nullable String reader;

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    /** The card, and the logs set up. */
    AgentConfig.Card read() throws ConfigException {
        return reader == null ? config.read().card() : addressed(reader);
    }

    private AgentConfig.Card addressed(String address) {
        Logging.quiet();
        try {
            return new AgentConfig.Card(ReaderAddress.parse(address), Optional.empty());
        } catch (IllegalArgumentException e) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--reader %s: %s".formatted(ReaderAddress.withoutPin(address), e.getMessage()),
                    e);
        }
    }
}
