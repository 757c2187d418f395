package iotsafe.client.cli;

import iotsafe.bootstrap.store.StateFile;
import iotsafe.client.config.AgentConfig;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code reset}: back to factory. */
@Command(
        name = "reset",
        description = {
            "Forgets the accounts and the enrolled certificate: the next run bootstraps.",
            "Stop the agent first. Nothing on the SIM is touched."
        },
        mixinStandardHelpOptions = true)
final class ResetCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--yes", description = "Does it; without this option nothing is done.")
    private boolean yes;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        AgentConfig read = config.read();
        if (!yes) {
            throw new ParameterException(
                    spec.commandLine(), "reset would delete the state in %s: say --yes".formatted(read.stateDir()));
        }
        new StateFile(read.stateDir()).delete();
        System.out.printf("the state in %s is gone; the next run bootstraps%n", read.stateDir());
        return ExitCode.DONE.code();
    }
}
