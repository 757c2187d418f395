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
import iotsafe.client.config.Printable;
import java.math.BigInteger;
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
        Memory before = peek(read);
        Optional<String> nothing = nothingToRenew(before, read);
        if (nothing.isPresent()) {
            return refuse(nothing.get());
        }
        if (StateLock.isTaken(read.stateDir())) {
            return order(read, before);
        }
        StepPrinter steps = new StepPrinter(System.out);
        try (Agent agent = Agent.of(read, steps, () -> {})) {
            agent.renewOnce();
        }
        Memory after = peek(read);
        nothing = nothingToRenew(after, read);
        return nothing.isPresent()
                ? refuse(nothing.get())
                : outcome(before, after).orElse(ExitCode.DONE.code());
    }

    private static int refuse(String why) {
        System.err.printf("error: nothing to renew: %s%n", why);
        return ExitCode.USAGE.code();
    }

    /** Why no enrolment server could renew what the device is managed with. */
    private static Optional<String> nothingToRenew(Memory memory, AgentConfig config) {
        return memory.managed().flatMap(state -> {
            if (state.usesPsk()) {
                return Optional.of("the account of %s uses a pre-shared key, which no enrolment server issues"
                        .formatted(state.server().uri()));
            }
            return state.key().equals(config.bootstrap().key())
                    ? Optional.of(
                            "the device has only the certificate that its SIM was made with; set enrolment.accounts to all and reset the device, and it gets one of its own")
                    : Optional.empty();
        });
    }

    /** The card is let go of again: a modem's line and some tokens serve one at a time, and the agent comes next. */
    private static Memory peek(AgentConfig read) throws StateException {
        try (StateAccess state = new StateAccess(read)) {
            return state.file().peek();
        }
    }

    private int order(AgentConfig read, Memory before) throws StateException, InterruptedException {
        try (StateAccess state = new StateAccess(read)) {
            return order(new RenewalOrderFile(read.stateDir()), state.file(), before);
        }
    }

    private int order(RenewalOrderFile order, StateFile state, Memory before)
            throws StateException, InterruptedException {
        order.place();
        long until = System.nanoTime() + Duration.ofSeconds(wait).toNanos();
        while (System.nanoTime() < until) {
            Thread.sleep(LOOK.toMillis());
            Optional<Integer> outcome = outcome(before, state.peek());
            if (outcome.isPresent()) {
                order.take(); // the certificate may have come by a bootstrap that was under way
                return outcome.get();
            }
        }
        order.take();
        System.err.printf("error: the running agent has not come to an end with it within %d s; see its log%n", wait);
        return ExitCode.SERVER.code();
    }

    private static Optional<Integer> outcome(Memory before, Memory after) {
        if (serial(after).isPresent() && !serial(after).equals(serial(before))) {
            SavedState state = after.managed().orElseThrow();
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
                    Printable.of(after.history().lastFailure().orElse("no reason is known")));
            return Optional.of(ExitCode.SERVER.code());
        }
        return Optional.empty();
    }

    private static Optional<BigInteger> serial(Memory memory) {
        return memory.managed()
                .filter(state -> !state.usesPsk())
                .map(state -> state.certificate().getSerialNumber());
    }
}
