package iotsafe.client.firmware;

import iotsafe.client.command.HostCommand;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How firmware is updated on this device.
 *
 * @param folder keeps the package and what is known of the update; the agent's own
 * @param install gets the path of the image as its last argument
 * @param confirm says by its status, after a restart, whether the new firmware runs; empty: {@code install} has the last word
 * @param describe gets the path of the image and says its name and its version, a line each
 * @param signers one of them has to have signed a package; empty: packages are not signed
 * @param largest bytes of a package
 * @param pauses before each further try of a download that does not go on
 * @param restart restarts the device, or at least the agent; returns at once
 * @param reboots whether that is the machine as a whole
 * @param boot which start of the machine this is, if it says
 */
public record FirmwareSettings(
        Path folder,
        HostCommand install,
        Optional<HostCommand> confirm,
        Optional<HostCommand> describe,
        List<X509Certificate> signers,
        long largest,
        List<Duration> pauses,
        Runnable restart,
        boolean reboots,
        Supplier<Optional<String>> boot) {
    /** Half an hour in all: long enough for a modem that starts anew, short enough for a server that waits. */
    public static final List<Duration> USUAL_PAUSES = List.of(
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(15));

    /** Copies the lists. */
    public FirmwareSettings {
        signers = List.copyOf(signers);
        pauses = List.copyOf(pauses);
    }
}
