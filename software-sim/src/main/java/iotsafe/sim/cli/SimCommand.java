package iotsafe.sim.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the software SIM. Exit codes: 0 done, 1 a defect of this program, 2 usage or a bad file. */
@Command(
        name = "software-sim",
        mixinStandardHelpOptions = true,
        version = "software-sim 0.1.0",
        description = "An IoT SAFE card in software. It protects nothing: for tests and first steps only.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            CreateCommand.class,
            AddKeyPairCommand.class,
            AddPublicKeyCommand.class,
            LoadKeyCommand.class,
            LoadFileCommand.class,
            LoadBootstrapCommand.class,
            LoadSecretCommand.class,
            PublicKeyCommand.class,
            ShowCommand.class,
            VpcdCommand.class,
            ModemCommand.class
        })
public final class SimCommand {
    static final int DEFECT = 1;
    static final int USAGE = 2;

    /** For picocli, which makes it. */
    public SimCommand() {}

    /** Runs a command and ends the program with its exit code. */
    public static void main(String... arguments) {
        // slf4j without a logger announces that it drops messages: here they would only repeat what is printed
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Charset charset = Charset.defaultCharset();
        PrintWriter out = new PrintWriter(System.out, true, charset);
        PrintWriter err = new PrintWriter(System.err, true, charset);
        System.exit(run(out, err, arguments));
    }

    /**
     * Runs a command.
     *
     * @param out what the command prints
     * @param err warnings, and errors of one sentence
     * @return the exit code
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine commandLine = new CommandLine(new SimCommand());
        commandLine.setOut(out).setErr(err);
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setExecutionStrategy(parsed -> {
            if (parsed.hasSubcommand() && !parsed.subcommand().isUsageHelpRequested()) {
                err.println("warning: a software SIM protects nothing; its keys lie in the clear");
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        commandLine.setParameterExceptionHandler((problem, given) -> {
            err.println("error: " + problem.getMessage());
            err.println("hint: " + problem.getCommandLine().getCommandSpec().qualifiedName() + " --help");
            return USAGE;
        });
        commandLine.setExecutionExceptionHandler((problem, command, parsed) -> {
            if (problem instanceof IOException || problem instanceof IllegalArgumentException) {
                err.println("error: " + problem.getMessage());
                return USAGE;
            }
            problem.printStackTrace(err);
            return DEFECT;
        });
        if (arguments.length == 0) {
            commandLine.usage(err);
            return USAGE;
        }
        return commandLine.execute(arguments);
    }
}
