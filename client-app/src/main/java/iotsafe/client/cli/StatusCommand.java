package iotsafe.client.cli;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.bootstrap.store.StateLock;
import iotsafe.client.DeviceStatus;
import iotsafe.client.StateAccess;
import iotsafe.client.config.AgentConfig;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code status}: what the device has saved; needs no network, and the card only where the state is sealed to it. */
@Command(
        name = "status",
        description =
                "Shows the account, the certificate, how long it lasts and how its renewal goes, from the state folder alone; with the card, where the state is sealed to it.",
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "As one JSON object, for scripts.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        AgentConfig read = config.read();
        try (StateAccess state = new StateAccess(read)) {
            return show(read, state.file());
        }
    }

    private int show(AgentConfig read, StateFile file) throws StateException {
        Memory memory = file.peek();
        if (memory.managed().isEmpty() && !json) {
            System.out.printf(
                    "not provisioned yet: no account is saved in %s; the next run bootstraps%n", read.stateDir());
            return ExitCode.DONE.code();
        }
        DeviceStatus status =
                DeviceStatus.of(memory, read, file.path(), StateLock.isTaken(read.stateDir()), Instant.now());
        System.out.print(json ? status.toJson() : status.toText());
        return ExitCode.DONE.code();
    }
}
