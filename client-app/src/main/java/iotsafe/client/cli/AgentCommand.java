package iotsafe.client.cli;

import iotsafe.client.AgentVersion;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.Printable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** The command line. */
@Command(
        name = "iotsafe-agent",
        description = "The LwM2M agent of a device whose every key lives on its SIM.",
        mixinStandardHelpOptions = true,
        versionProvider = AgentCommand.Version.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            CardCommand.class,
            StatusCommand.class,
            HealthCommand.class,
            EnrolCommand.class,
            ResetCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a bug of the agent; it comes with a stack trace",
            "2:usage, configuration or state folder",
            "3:card, reader or applet",
            "4:server or network"
        })
public final class AgentCommand {
    /**
     * Runs one command.
     *
     * @return the exit code
     */
    public static int execute(String... arguments) {
        return new CommandLine(new AgentCommand())
                .setExecutionExceptionHandler((failure, line, parsed) -> report(failure))
                .setUsageHelpAutoWidth(true)
                .execute(arguments);
    }

    private static int report(Exception failure) {
        ExitCode code = ExitCode.of(failure);
        if (code == ExitCode.BUG) {
            failure.printStackTrace();
            System.err.println("error: this is a bug of iotsafe-agent; please report it with the lines above");
        } else if (failure instanceof ConfigException) {
            System.err.println(failure.getMessage());
        } else {
            System.err.println("error: " + Printable.of(String.valueOf(failure.getMessage())));
        }
        return code.code();
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"iotsafe-agent " + AgentVersion.text()};
        }
    }
}
