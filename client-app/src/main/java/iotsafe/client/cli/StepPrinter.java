package iotsafe.client.cli;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.ManagementServer.Registration;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.client.Registered;
import iotsafe.client.config.Printable;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows each step to a person at a terminal: what was reached, what it cost the card, how long it took. */
final class StepPrinter implements FlowListener {
    private static final Logger LOG = LoggerFactory.getLogger(StepPrinter.class);

    private final PrintStream out;
    private long exchangesSoFar;
    private @Nullable Registration shown;

    StepPrinter(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void reached(DeviceState reached, Duration took, long exchanges) {
        exchangesSoFar += exchanges;
        out.printf("%6d ms %3d exchanges  %s%n", took.toMillis(), exchanges, Printable.of(reached.sentence()));
        if (reached instanceof Managed managed && !managed.registration().equals(shown)) {
            shown = managed.registration();
            out.println(Printable.of(new Registered(managed, exchangesSoFar).toString()));
        }
        out.flush();
    }

    @Override
    public synchronized void failed(DeviceState next, Throwable failure, Duration pause) {
        if (failure instanceof RuntimeException) {
            LOG.error("a bug of the agent", failure);
        }
        String sentence = Printable.of(String.valueOf(failure.getMessage()));
        if (pause.isZero()) {
            out.printf("failed: %s; the certificate in force stays%n", sentence);
        } else {
            out.printf("failed: %s; next try in %d s%n", sentence, Math.max(1, pause.toSeconds()));
        }
        out.flush();
    }

    @Override
    public synchronized void registered(ServerAccount account, String location) {
        say("also registered with %s at %s".formatted(account.uri(), location));
    }

    @Override
    public synchronized void failed(ServerAccount account, Throwable failure, Duration pause) {
        if (failure instanceof RuntimeException) {
            LOG.error("a bug of the agent", failure);
        }
        say("failed: %s; next try in %d s".formatted(failure.getMessage(), Math.max(1, pause.toSeconds())));
    }

    @Override
    public synchronized void left(ServerAccount account, String sentence) {
        say(account.uri() + ": " + sentence);
    }

    private void say(String sentence) {
        out.println(Printable.of(sentence));
        out.flush();
    }
}
