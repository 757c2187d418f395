package iotsafe.testbed.cli;

import iotsafe.testbed.weather.Weather;
import java.io.IOException;
import org.eclipse.californium.elements.config.Configuration;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** All commands, and what becomes of their errors. */
@Command(
        name = "test-bed",
        mixinStandardHelpOptions = true,
        version = "test-bed 0.1.0-SNAPSHOT",
        description = "CA, bootstrap server with enrolment, management server. NEVER FOR PRODUCTION.",
        subcommands = {
            CaCommand.class,
            BootstrapServerCommand.class,
            EstServerCommand.class,
            ManagementServerCommand.class,
            RelayCommand.class,
            UpCommand.class,
            CommandLine.HelpCommand.class
        })
public final class TestBedCommand {
    private TestBedCommand() {}

    /**
     * Runs one command line.
     *
     * @return 0 done, 1 our bug (with a stack trace), 2 usage, 4 server or network
     */
    public static int run(String... args) {
        // without this, Californium drops a settings file wherever we happen to run
        Configuration unused = Configuration.createStandardWithoutFile();
        return new CommandLine(new TestBedCommand())
                .setExecutionExceptionHandler((problem, command, parsed) -> explain(problem))
                .execute(args);
    }

    @Command(name = "weather", description = "Lists what can be made to go wrong.")
    int weather() {
        for (Weather weather : Weather.values()) {
            String label = weather.usual().isPresent()
                    ? weather.label() + "=" + weather.usual().getAsInt()
                    : weather.label();
            System.out.printf("%-38s %s%n", label, weather.effect());
        }
        return 0;
    }

    private static int explain(Exception problem) {
        if (problem instanceof IOException) {
            System.err.println("test-bed: " + problem.getMessage());
            return ExitCode.SERVER;
        }
        if (problem instanceof IllegalArgumentException) {
            System.err.println("test-bed: " + problem.getMessage());
            return ExitCode.USAGE;
        }
        problem.printStackTrace();
        return ExitCode.OUR_BUG;
    }
}
