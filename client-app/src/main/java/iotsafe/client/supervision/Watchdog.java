package iotsafe.client.supervision;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the service manager that the flow moves, as long as it does. This thread knows nothing by itself: when the flow hangs it keeps silent, and
 * the service manager ends the process and starts another.
 */
public final class Watchdog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watchdog.class);
    /** How often {@code STATUS=} is looked at where no watchdog asks for more. */
    private static final Duration USUAL = Duration.ofSeconds(5);

    private final ServiceManager manager;
    private final BooleanSupplier alive;
    private final Supplier<String> status;
    private final Thread thread;
    private String told = "";
    private boolean silent;

    private Watchdog(ServiceManager manager, BooleanSupplier alive, Supplier<String> status) {
        this.manager = manager;
        this.alive = alive;
        this.status = status;
        this.thread = new Thread(this::run, "watchdog");
        thread.setDaemon(true);
    }

    /**
     * Starts; without a service manager nothing is started.
     *
     * @param alive whether the flow moves
     * @param status where it is
     */
    public static Watchdog start(ServiceManager manager, BooleanSupplier alive, Supplier<String> status) {
        Watchdog made = new Watchdog(manager, alive, status);
        if (manager.isThere()) {
            made.thread.start();
        }
        return made;
    }

    private void run() {
        Duration period = manager.watchdog()
                .map(timeout -> timeout.dividedBy(3))
                .filter(third -> third.compareTo(USUAL) < 0)
                .orElse(USUAL);
        try {
            while (true) {
                look();
                Thread.sleep(Math.max(1, period.toMillis()));
            }
        } catch (InterruptedException e) {
            LOG.debug("stopped");
        }
    }

    private void look() {
        String now = status.get();
        if (!now.equals(told)) {
            manager.status(now);
            told = now;
        }
        if (manager.watchdog().isEmpty()) {
            return;
        }
        if (alive.getAsBoolean()) {
            silent = false;
            manager.alive();
        } else if (!silent) {
            silent = true;
            LOG.error("the flow does not move: {}; the service manager is to start the agent anew", now);
        }
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
