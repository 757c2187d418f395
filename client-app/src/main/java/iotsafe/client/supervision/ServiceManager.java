package iotsafe.client.supervision;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The service manager that started us, such as systemd, if one did and wants to hear of us (sd_notify(3)). */
public final class ServiceManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceManager.class);
    private static final long MICROS_TO_NANOS = 1000;

    private final @Nullable NotifySocket socket;
    private final Optional<Duration> watchdog;

    private ServiceManager(@Nullable NotifySocket socket, Optional<Duration> watchdog) {
        this.socket = socket;
        this.watchdog = watchdog;
    }

    /** As the environment says: {@code NOTIFY_SOCKET}, {@code WATCHDOG_USEC} and {@code WATCHDOG_PID}. */
    public static ServiceManager of(Map<String, String> environment, long pid) {
        String name = environment.get("NOTIFY_SOCKET");
        if (name == null || name.isEmpty()) {
            return new ServiceManager(null, Optional.empty());
        }
        try {
            return new ServiceManager(new NotifySocket(name), watchdog(environment, pid));
        } catch (IllegalArgumentException e) {
            LOG.warn("the service manager is told nothing: {}", e.getMessage());
            return new ServiceManager(null, Optional.empty());
        }
    }

    private static Optional<Duration> watchdog(Map<String, String> environment, long pid) {
        String micros = environment.getOrDefault("WATCHDOG_USEC", "");
        String whom = environment.getOrDefault("WATCHDOG_PID", "");
        boolean ours = whom.isEmpty() || whom.equals(String.valueOf(pid));
        return micros.matches("[1-9]\\d{0,14}") && ours
                ? Optional.of(Duration.ofNanos(Long.parseLong(micros) * MICROS_TO_NANOS))
                : Optional.empty();
    }

    /** Whether anybody listens. */
    public boolean isThere() {
        return socket != null;
    }

    /** How long it waits for a sign of life before it ends us; empty if it does not. */
    public Optional<Duration> watchdog() {
        return watchdog;
    }

    /** The agent is built, and the flow begins. */
    public void ready() {
        tell("READY=1");
    }

    /** The flow moves. */
    public void alive() {
        tell("WATCHDOG=1");
    }

    /** One line for {@code systemctl status}. */
    public void status(String sentence) {
        tell("STATUS=" + sentence.replaceAll("\\p{Cntrl}", " "));
    }

    /** The agent ends, as told. */
    public void stopping() {
        tell("STOPPING=1");
    }

    private void tell(String what) {
        if (socket == null) {
            return;
        }
        try {
            socket.send(what);
        } catch (IOException e) {
            LOG.warn("the service manager cannot be told {}: {}", what, e.getMessage());
        }
    }
}
