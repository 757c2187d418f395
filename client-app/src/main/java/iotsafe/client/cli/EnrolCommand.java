package iotsafe.client.cli;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.store.RenewalOrderFile;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.bootstrap.store.StateLock;
import iotsafe.client.Agent;
import iotsafe.client.StateAccess;
import iotsafe.client.config.AgentConfig;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code enrol}: a new certificate at once; by the agent that runs, or by this process if none does. */
@Command(
        name = "enrol",
        description = {
            "Renews the operational certificate now, whether that is due or not; enrols for the first if there is none.",
            "An agent that runs with the same state folder is told to do it, and waited for."
        },
        mixinStandardHelpOptions = true)
final class EnrolCommand implements Callable<Integer> {
    private static final Duration LOOK = Duration.ofMillis(200);

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--now", description = "Does it; without this option nothing is done.")
    private boolean now;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "How long a running agent is waited for; default: ${DEFAULT-VALUE}.")
    private int wait = 300;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws Exception {
        AgentConfig read = config.read();
        if (!now) {
            throw new ParameterException(
                    spec.commandLine(),
                    "enrol would replace the certificate in force: say --now; status shows when it is due");
        }
        try (StateAccess state = new StateAccess(read)) {
            return enrol(read, state.file());
        }
    }

    private int enrol(AgentConfig read, StateFile state) throws Exception {
        Memory before = state.peek();
        if (StateLock.isTaken(read.stateDir())) {
            return order(read.stateDir(), state, before);
        }
        StepPrinter steps = new StepPrinter(System.out);
        try (Agent agent = Agent.of(read, steps, () -> {})) {
            agent.renewOnce();
        }
        return outcome(before, state.peek()).orElse(ExitCode.DONE.code());
    }

    private int order(Path folder, StateFile state, Memory before) throws StateException, InterruptedException {
        RenewalOrderFile order = new RenewalOrderFile(folder);
        order.place();
        long until = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
        while (System.nanoTime() < until) {
            Thread.sleep(LOOK.toMillis());
            Optional<Integer> outcome = outcome(before, state.peek());
            if (outcome.isPresent()) {
                return outcome.get();
            }
        }
        order.take();
        System.err.printf("error: the running agent has not come to an end with it within %d s; see its log%n", wait);
        return ExitCode.SERVER.code();
    }

    private static Optional<Integer> outcome(Memory before, Memory after) {
        if (after.managed().isPresent() && !serial(after).equals(serial(before))) {
            SavedState state = after.managed().get();
            System.out.printf(
                    "renewed: certificate serial %s, until %s, key %s%n",
                    state.certificate().getSerialNumber().toString(16),
                    state.certificate().getNotAfter().toInstant(),
                    state.key());
            return Optional.of(ExitCode.DONE.code());
        }
        if (!after.history().equals(before.history())) {
            System.err.printf(
                    "error: not renewed: %s%n",
                    Terminal.line(after.history().lastFailure().orElse("no reason is known")));
            return Optional.of(ExitCode.SERVER.code());
        }
        return Optional.empty();
    }

    private static Optional<BigInteger> serial(Memory memory) {
        return memory.managed().map(state -> state.certificate().getSerialNumber());
    }
}
