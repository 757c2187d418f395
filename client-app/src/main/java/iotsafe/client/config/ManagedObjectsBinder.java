package iotsafe.client.config;

import iotsafe.client.command.HostCommand;
import iotsafe.credentials.CredentialUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Understands the keys of {@link ManagedObjects}. */
final class ManagedObjectsBinder {
    /** A reboot only has to be asked for: what follows ends the agent, too. */
    private static final Duration DEVICE_COMMANDS = Duration.ofMinutes(5);

    private static final Duration LOOKING_AT_A_PACKAGE = Duration.ofMinutes(1);
    private static final Duration LOCATING = Duration.ofSeconds(5);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,6})(KiB|MiB|GiB)");
    private static final long KIBI = 1024;

    private static final List<ConfigKey> OF_FIRMWARE = List.of(
            ConfigKey.FIRMWARE_CONFIRM,
            ConfigKey.FIRMWARE_DESCRIBE,
            ConfigKey.FIRMWARE_TRUST,
            ConfigKey.FIRMWARE_UNSIGNED,
            ConfigKey.FIRMWARE_HTTPS_TRUST);

    private final Binder binder;
    private final Settings settings;
    private final Problems problems;

    ManagedObjectsBinder(Binder binder, Settings settings, Problems problems) {
        this.binder = binder;
        this.settings = settings;
        this.problems = problems;
    }

    /** What could be read; what could not is among the problems. */
    ManagedObjects bind() {
        return new ManagedObjects(
                command(ConfigKey.DEVICE_REBOOT, DEVICE_COMMANDS),
                command(ConfigKey.DEVICE_FACTORY_RESET, DEVICE_COMMANDS),
                firmware(),
                location(),
                new MappedObjectsReader(settings, problems).read());
    }

    private Optional<ManagedObjects.Firmware> firmware() {
        Duration limit = binder.one(ConfigKey.FIRMWARE_INSTALL_LIMIT, Values.duration("1s", "1d"))
                .orElse(DEVICE_COMMANDS);
        Optional<HostCommand> install = command(ConfigKey.FIRMWARE_INSTALL, limit);
        Optional<HostCommand> confirm = command(ConfigKey.FIRMWARE_CONFIRM, limit);
        Optional<HostCommand> describe = command(ConfigKey.FIRMWARE_DESCRIBE, LOOKING_AT_A_PACKAGE);
        List<Path> trust = binder.all(ConfigKey.FIRMWARE_TRUST, ManagedObjectsBinder::file);
        boolean unsigned = binder.one(ConfigKey.FIRMWARE_UNSIGNED, Values::flag).orElse(false);
        List<Path> httpsTrust = binder.all(ConfigKey.FIRMWARE_HTTPS_TRUST, ManagedObjectsBinder::file);
        Optional<Long> largest = binder.one(ConfigKey.FIRMWARE_LARGEST, ManagedObjectsBinder::size);
        if (settings.get(ConfigKey.FIRMWARE_INSTALL).isEmpty()) {
            OF_FIRMWARE.forEach(key -> binder.without(key, ConfigKey.FIRMWARE_INSTALL));
        } else if (unsigned == settings.get(ConfigKey.FIRMWARE_TRUST).isPresent()) {
            problems.add(
                    settings.get(ConfigKey.FIRMWARE_INSTALL).orElseThrow().place(),
                    unsigned
                            ? "firmware.trust and firmware.unsigned are both given; a package is signed or it is not"
                            : "firmware.install would install what anybody sends: nothing says who signs a package",
                    "name the signer's certificate in firmware.trust, or write \"unsigned: true\" if the command itself checks"
                            + " what it installs");
        }
        return install.flatMap(command -> largest.map(
                bytes -> new ManagedObjects.Firmware(command, confirm, describe, trust, httpsTrust, bytes)));
    }

    private Optional<ManagedObjects.Location> location() {
        Optional<Path> file = binder.one(ConfigKey.LOCATION_FILE, Values::path);
        Optional<HostCommand> command = command(ConfigKey.LOCATION_COMMAND, LOCATING);
        Optional<Setting> second = settings.get(ConfigKey.LOCATION_COMMAND);
        if (settings.get(ConfigKey.LOCATION_FILE).isPresent() && second.isPresent()) {
            problems.add(
                    second.get().place(),
                    "location.file and location.command are both given; the device is in one place",
                    "remove one of them");
        }
        return file.<ManagedObjects.Location>map(ManagedObjects.Location.InFile::new)
                .or(() -> command.map(ManagedObjects.Location.Said::new));
    }

    private Optional<HostCommand> command(ConfigKey key, Duration limit) {
        List<String> words = binder.all(key, text -> text);
        Optional<Setting> setting = settings.get(key);
        if (setting.isEmpty() || words.isEmpty()) {
            return Optional.empty();
        }
        return command(key.path(), setting.get().items(), limit, problems);
    }

    /** A command of these words, or a problem. */
    static Optional<HostCommand> command(String key, List<Setting.Item> items, Duration limit, Problems problems) {
        String program = items.get(0).text();
        if (!program.startsWith("/")) {
            problems.add(
                    items.get(0).place(),
                    "%s is %s; a program is named by its whole path".formatted(key, Printable.quote(program)),
                    "write the program and its arguments as a list, such as [/usr/bin/systemctl, reboot]; there is no shell");
            return Optional.empty();
        }
        List<String> words = items.stream().map(Setting.Item::text).toList();
        if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            problems.add(items.get(0).place(), key + " holds a NUL, which no command line can");
            return Optional.empty();
        }
        return Optional.of(new HostCommand(words, limit));
    }

    private static Path file(String text) {
        if (CredentialUri.parse(text) instanceof CredentialUri.InFile file) {
            return file.path();
        }
        throw new BadValueException(
                "it must name a file of the device", "for example file:/etc/iotsafe-agent/firmware.pem");
    }

    private static long size(String text) {
        Matcher matcher = SIZE.matcher(text);
        long number = matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        if (number == 0) {
            throw new BadValueException("a size is a number of KiB, MiB or GiB", "for example 64MiB");
        }
        return switch (matcher.group(2)) {
            case "KiB" -> number * KIBI;
            case "MiB" -> number * KIBI * KIBI;
            default -> number * KIBI * KIBI * KIBI;
        };
    }
}
