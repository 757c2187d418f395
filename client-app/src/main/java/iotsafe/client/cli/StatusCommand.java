package iotsafe.client.cli;

import iotsafe.bootstrap.Memory;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.bootstrap.store.StateLock;
import iotsafe.client.DeviceStatus;
import iotsafe.client.StateAccess;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.report.Provisioning;
import iotsafe.client.report.ProvisioningFile;
import iotsafe.client.report.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description =
                    "Writes a page to FILE that shows the last provisioning step by step, and the certificates as a chain.")
    private @Nullable Path html;

    @Override
    public Integer call() throws Exception {
        AgentConfig read = config.read();
        try (StateAccess state = new StateAccess(read)) {
            return show(read, state.file());
        }
    }

    private int show(AgentConfig read, StateFile file) throws StateException {
        Memory memory = file.peek();
        if (html != null) {
            return page(read, memory, file, html);
        }
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

    private static int page(AgentConfig config, Memory memory, StateFile file, Path to) throws StateException {
        Instant now = Instant.now();
        String status = DeviceStatus.of(memory, config, file.path(), StateLock.isTaken(config.stateDir()), now)
                .toText();
        Optional<Provisioning> provisioning = new ProvisioningFile(config.stateDir()).read();
        try {
            Files.writeString(to, ReportPage.of(status, memory.managed(), provisioning, now));
        } catch (IOException e) {
            throw new StateException(
                    "%s cannot be written; name a file in a folder that is there and yours".formatted(to), e);
        }
        System.out.printf("written to %s%n", to);
        return ExitCode.DONE.code();
    }
}
