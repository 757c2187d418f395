package iotsafe.client.e2e;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real pcscd with two virtual readers: its own mount of {@code /run/pcscd}, reader configuration and ports, so that it meets no other.
 * Stopped by closing the program.
 *
 * @param folder its own
 * @param port where a card connects in order to be in the first reader
 * @see "test environment reference 1"
 */
record Pcscd(Path folder, int port) {
    /** The first reader. */
    static final String READER = "E2E Reader 00 00";

    private static final String DRIVER = "/usr/lib/pcsc/drivers/serial/libifdvpcd.so";

    /** Whether the machine has what it takes. */
    static boolean isInstalled() {
        return Files.exists(Path.of("/usr/sbin/pcscd")) && Files.exists(Path.of(DRIVER));
    }

    /** Configured, not started. */
    static Pcscd configured(Path folder) throws IOException {
        int port = twoFreePorts();
        Files.createDirectory(folder.resolve("run"));
        Files.writeString(
                Files.createDirectory(folder.resolve("readers")).resolve("vpcd"),
                "FRIENDLYNAME \"E2E Reader\"\nDEVICENAME /dev/null:0x%1$X\nLIBPATH %2$s\nCHANNELID 0x%1$X\n"
                        .formatted(port, DRIVER));
        return new Pcscd(folder, port);
    }

    /** Starts it and waits until it answers. */
    Program start() throws IOException {
        Files.createDirectories(Path.of("/run/pcscd"));
        List<String> command = new ArrayList<>(List.of("unshare", "--mount"));
        if (!"root".equals(System.getProperty("user.name"))) {
            command.add("--map-root-user");
        }
        command.addAll(List.of(
                "sh",
                "-c",
                "mount --make-rprivate / && mount --bind \"$0/run\" /run/pcscd && exec pcscd --foreground --info --config \"$0/readers\"",
                folder.toString()));
        Program program = Program.start(command);
        await().atMost(Duration.ofSeconds(20))
                .pollInterval(Duration.ofMillis(10))
                .until(() -> Files.exists(socket()));
        return program;
    }

    /** A SIM in the first reader, until the program ends or is told to remove it. */
    Program inserted(Sim sim) throws IOException {
        Program reader =
                Program.start(Programs.sim(List.of("vpcd", sim.file().toString(), "--port", String.valueOf(port))));
        reader.awaitOut("^inserted$", 1);
        return reader;
    }

    /** What a program needs in order to find this one. */
    Map<String, String> environment() {
        return Map.of("PCSCLITE_CSOCK_NAME", socket().toString());
    }

    private Path socket() {
        return folder.resolve("run/pcscd.comm");
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
}
