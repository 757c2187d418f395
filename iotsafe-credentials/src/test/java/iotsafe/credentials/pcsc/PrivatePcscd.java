package iotsafe.credentials.pcsc;

import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real pcscd of one's own with two virtual readers: its own mount of {@code /run/pcscd}, reader configuration and ports, so that it
 * meets no other, not even one of the same test run.
 */
final class PrivatePcscd {
    static final String READER = "Test Reader 00 00";
    static final String SECOND_READER = "Test Reader 00 01";

    private static final String DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/sbin/pcscd"), Path.of(DRIVER));

    private final Path directory;
    private final int port;
    private @Nullable Process pcscd;

    private PrivatePcscd(Path directory, int port) {
        this.directory = directory;
        this.port = port;
    }

    static boolean isInstalled() {
        return PROGRAMS.stream().allMatch(Files::exists);
    }

    /** Configured, not started. */
    static PrivatePcscd configured() throws IOException {
        Path directory = Files.createTempDirectory("iotsafe-pcscd");
        int port = twoFreePorts();
        Path readers = Files.createDirectories(directory.resolve("readers"));
        Files.createDirectories(directory.resolve("run"));
        Files.writeString(
                readers.resolve("vpcd"),
                "FRIENDLYNAME \"Test Reader\"\nDEVICENAME /dev/null:0x%1$X\nLIBPATH %2$s\nCHANNELID 0x%1$X\n"
                        .formatted(port, DRIVER));
        return new PrivatePcscd(directory, port);
    }

    /** The driver listens on two ports in a row, one for each reader. */
    private static int twoFreePorts() throws IOException {
        while (true) {
            try (ServerSocket first = new ServerSocket(0);
                    ServerSocket second = new ServerSocket(first.getLocalPort() + 1)) {
                return second.getLocalPort() - 1;
            } catch (IOException | IllegalArgumentException taken) {
                // another pair
            }
        }
    }

    /** A card in the first reader, as soon as {@code client} sees it. */
    VpcdCard inserted(PcscClient client, Bytes atr, UnaryOperator<Bytes> behaviour) throws IOException {
        VpcdCard card = VpcdCard.insert(port, atr, behaviour);
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> client.order("list").startsWith(READER + "=true"));
        return card;
    }

    void start() throws IOException {
        Files.createDirectories(Path.of("/run/pcscd"));
        Files.deleteIfExists(socket());
        Files.deleteIfExists(directory.resolve("run/pcscd.pid"));
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!"root".equals(System.getProperty("user.name"))) {
            command.add("--map-root-user");
        }
        command.addAll(List.of(
                "sh",
                "-c",
                "mount --make-rprivate / && mount --bind \"$0/run\" /run/pcscd && exec pcscd --foreground --info --config \"$0/readers\"",
                directory.toString()));
        Process started = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("pcscd.log").toFile())
                .start();
        pcscd = started;
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .failFast("pcscd ended: see " + directory, () -> !started.isAlive())
                .until(() -> Files.exists(socket()));
    }

    void stop() throws InterruptedException {
        Process running = pcscd;
        pcscd = null;
        if (running == null) {
            return;
        }
        running.destroy();
        if (!running.waitFor(5, TimeUnit.SECONDS)) {
            running.destroyForcibly().waitFor();
        }
    }

    /** As a defect of its own ends it: nothing is cleared away. */
    void kill() throws InterruptedException {
        Process running = pcscd;
        pcscd = null;
        if (running != null) {
            running.destroyForcibly().waitFor();
        }
    }

    /** SIGSTOP, and no thread of it runs any more when this returns: it takes calls and answers none, not even one that was under way. */
    void suspend() throws IOException, InterruptedException {
        signal("STOP");
        Awaitility.await()
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> threadStates().allMatch("T"::equals));
    }

    /** SIGCONT. */
    void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    private void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(pid())).start().waitFor();
    }

    /** Field 3 of each thread's stat, which follows the name in brackets (proc(5)): T is stopped by a signal. */
    private Stream<String> threadStates() throws IOException {
        List<String> states = new ArrayList<>();
        try (DirectoryStream<Path> threads = Files.newDirectoryStream(Path.of("/proc/" + pid() + "/task"))) {
            for (Path thread : threads) {
                String stat = Files.readString(thread.resolve("stat"));
                states.add(stat.substring(stat.lastIndexOf(')') + 2).substring(0, 1));
            }
        }
        return states.stream();
    }

    private long pid() {
        return Objects.requireNonNull(pcscd, "it was not started").pid();
    }

    /** What clients are to have as PCSCLITE_CSOCK_NAME. */
    Path socket() {
        return directory.resolve("run/pcscd.comm");
    }

    /** Where a card connects in order to be in the first reader. */
    int port() {
        return port;
    }

    /** Stops it and removes its files. */
    void remove() throws IOException, InterruptedException {
        stop();
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
