package iotsafe.client.objects;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the Linux kernel tells of the machine. Nothing is cached and nothing is invented: what cannot be read is empty.
 *
 * @param root the folder that holds {@code proc} and {@code sys}
 * @param addresses the IP addresses of the network interface of this name, none if there is no such interface
 */
public record Host(Path root, Function<String, List<InetAddress>> addresses) {
    /** Many times what any of these files holds. */
    private static final int LARGEST_FILE = 1 << 18;

    private static final int LONGEST_TEXT = 255;

    /** What makers of boards leave in the tables of the firmware where a value should be. */
    private static final Set<String> PLACEHOLDERS = Set.of(
            "to be filled by o.e.m.",
            "default string",
            "system manufacturer",
            "system product name",
            "system serial number",
            "system version",
            "not specified",
            "not applicable",
            "none",
            "n/a",
            "unknown",
            "0123456789",
            "0");

    /** The machine this runs on. */
    public static Host local() {
        return new Host(Path.of("/"), Host::addressesOf);
    }

    /** Who made the machine. */
    Optional<String> manufacturer() {
        return described("sys/class/dmi/id/sys_vendor");
    }

    /** Its model: from the firmware of a PC, or the device tree of a board. */
    Optional<String> model() {
        return described("sys/class/dmi/id/product_name").or(() -> described("proc/device-tree/model"));
    }

    /** Its serial number; on a PC only root may read it. */
    Optional<String> serialNumber() {
        return described("sys/class/dmi/id/product_serial").or(() -> described("proc/device-tree/serial-number"));
    }

    /** The version of its hardware. */
    Optional<String> hardwareVersion() {
        return described("sys/class/dmi/id/product_version");
    }

    /**
     * Which system runs: the version of the image where the system is one (os-release, IMAGE_VERSION), else that of the distribution,
     * such as {@code debian 12}.
     */
    Optional<String> system() {
        Map<String, String> release = new HashMap<>();
        for (String line : lines("etc/os-release")) {
            int equals = line.indexOf('=');
            if (equals > 0) {
                release.put(
                        line.substring(0, equals), line.substring(equals + 1).replaceAll("^([\"'])(.*)\\1$", "$2"));
            }
        }
        return Optional.ofNullable(release.get("IMAGE_VERSION"))
                .or(() -> Optional.ofNullable(release.get("VERSION_ID"))
                        .map(version -> release.getOrDefault("ID", "linux") + " " + version))
                .filter(text -> text.length() <= LONGEST_TEXT && !text.isBlank());
    }

    /** How often the kernel has killed a process for want of memory since it started; empty if it does not count. */
    OptionalLong killedForMemory() {
        return lines("proc/vmstat").stream()
                .filter(line -> line.matches("oom_kill \\d{1,18}"))
                .mapToLong(line -> Long.parseLong(line.substring("oom_kill ".length())))
                .findFirst();
    }

    /** Which start of the machine this is; empty if the kernel does not say. */
    public Optional<String> boot() {
        return text("proc/sys/kernel/random/boot_id");
    }

    /** A line of {@code /proc/meminfo}, such as {@code MemTotal}, in kB. */
    OptionalLong memory(String name) {
        Pattern line = Pattern.compile(Pattern.quote(name) + ":\\s+(\\d{1,18}) kB");
        return lines("proc/meminfo").stream()
                .map(line::matcher)
                .filter(Matcher::matches)
                .mapToLong(matcher -> Long.parseLong(matcher.group(1)))
                .findFirst();
    }

    /** The content of a small file below the root, without white space around it; empty if unreadable or blank. */
    Optional<String> text(String path) {
        // the device tree ends its strings with a NUL
        return content(path).map(text -> text.replace("\0", "").strip()).filter(text -> !text.isEmpty());
    }

    /** As {@link #text(String)}, a decimal number. */
    OptionalLong number(String path) {
        return text(path)
                .filter(text -> text.matches("-?\\d{1,18}"))
                .map(text -> OptionalLong.of(Long.parseLong(text)))
                .orElse(OptionalLong.empty());
    }

    /** The lines of a file below the root; none if unreadable. */
    List<String> lines(String path) {
        return content(path).stream().flatMap(String::lines).toList();
    }

    /** The names in a folder below the root, sorted; none if unreadable. */
    List<String> names(String path) {
        try (Stream<Path> entries = Files.list(root.resolve(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    /** Whether a file or folder is there. */
    boolean has(String path) {
        return Files.exists(root.resolve(path));
    }

    private Optional<String> described(String path) {
        return text(path).filter(text -> !PLACEHOLDERS.contains(text.toLowerCase(Locale.ROOT)));
    }

    private Optional<String> content(String path) {
        try (InputStream in = Files.newInputStream(root.resolve(path))) {
            return Optional.of(new String(in.readNBytes(LARGEST_FILE), StandardCharsets.UTF_8));
        } catch (IOException e) { // absent, not for this user, or a device that answers with an error
            return Optional.empty();
        }
    }

    private static List<InetAddress> addressesOf(String name) {
        try {
            NetworkInterface network = NetworkInterface.getByName(name);
            return network == null ? List.of() : Collections.list(network.getInetAddresses());
        } catch (SocketException e) {
            return List.of();
        }
    }
}
