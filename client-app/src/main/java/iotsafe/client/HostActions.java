package iotsafe.client;

import iotsafe.client.command.HostCommand;
import iotsafe.client.config.ManagedObjects;
import java.time.Duration;
import java.util.Optional;

/** Reboot (/3/0/4) and Factory Reset (/3/0/5): what the agent does itself, and the commands of the configuration. */
final class HostActions {
    /** The server is still owed its answer. */
    private static final Duration TO_ANSWER = Duration.ofSeconds(1);

    private HostActions() {}

    /** Reboots the device by its command; without one the agent begins anew, for the resource is mandatory (OMA LwM2M Core 1.1, E.4). */
    static Runnable reboot(ManagedObjects objects, Runnable restart) {
        return objects.reboot()
                .<Runnable>map(command -> () -> command.runLater("reboot", TO_ANSWER))
                .orElse(restart);
    }

    /**
     * Ends a factory reset of the agent's own state: with the command of the device's maker, if there is one, before the agent begins anew.
     */
    static Runnable afterFactoryReset(ManagedObjects objects, Runnable restart) {
        Optional<HostCommand> command = objects.factoryReset();
        return command.isEmpty()
                ? restart
                : () -> {
                    command.get().runLater("factory reset", TO_ANSWER);
                    restart.run();
                };
    }
}
