package iotsafe.client.cli;

import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.client.config.AgentConfig;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code status}: what the device has saved; needs neither card nor network. */
@Command(
        name = "status",
        description = "Shows the account, the certificate and how long it lasts, from the state folder alone.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        AgentConfig read = config.read();
        StateFile file = new StateFile(read.stateDir());
        Optional<SavedState> saved = file.peek();
        PrintStream out = System.out;
        if (saved.isEmpty()) {
            out.printf("not provisioned yet: there is no state in %s; the next run bootstraps%n", read.stateDir());
            return ExitCode.DONE.code();
        }
        SavedState state = saved.get();
        out.printf("endpoint     %s%n", state.endpoint());
        out.printf(
                "server       %s (short server id %d)%n",
                state.server().uri(), state.server().shortServerId());
        if (state.usesPsk()) {
            out.println("key          pre-shared, of the account; it has no certificate");
        } else {
            print(out, state);
        }
        out.printf("card         %s%n", state.card().value());
        out.printf("state        %s%n", file.path());
        return ExitCode.DONE.code();
    }

    private static void print(PrintStream out, SavedState state) {
        Instant end = state.certificate().getNotAfter().toInstant();
        out.printf(
                "certificate  %s%n",
                state.certificate().getSubjectX500Principal().getName());
        out.printf("  serial     %s%n", state.certificate().getSerialNumber().toString(16));
        out.printf(
                "  issuer     %s%n",
                state.certificate().getIssuerX500Principal().getName());
        out.printf("  until      %s (%s)%n", end, left(Duration.between(Instant.now(), end)));
        out.printf("key          %s%n", state.key());
    }

    private static String left(Duration left) {
        return left.isNegative() ? "expired" : left.toDays() + " days left";
    }
}
