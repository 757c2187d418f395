package iotsafe.client.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** sd_notify(3), at a real datagram socket that socat reads. */
@Timeout(60)
class ServiceManagerTest {
    @TempDir
    private Path folder = Path.of("");

    private @Nullable Process socat;

    @BeforeEach
    void listens() throws IOException {
        Files.createFile(folder.resolve("heard"));
    }

    @AfterEach
    void ends() {
        if (socat != null) {
            socat.destroyForcibly();
        }
    }

    private ServiceManager listening(String kind, String address, Map<String, String> more) throws IOException {
        socat = new ProcessBuilder("socat", "-u", kind + ":" + address, "STDOUT")
                .redirectOutput(folder.resolve("heard").toFile())
                .start();
        await().until(() -> Files.readString(Path.of("/proc/net/unix")).contains(address));
        return ServiceManager.of(environment((kind.startsWith("ABSTRACT") ? "@" : "") + address, more), 42);
    }

    private static Map<String, String> environment(String socket, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(more);
        environment.put("NOTIFY_SOCKET", socket);
        return environment;
    }

    private String heard() throws IOException {
        return Files.readString(folder.resolve("heard"), StandardCharsets.UTF_8);
    }

    @Test
    void a_socket_with_a_path_hears_each_word() throws IOException {
        ServiceManager manager = listening("UNIX-RECV", folder.resolve("notify").toString(), Map.of());
        manager.ready();
        await().until(() -> heard().equals("READY=1"));
        manager.status("registered\nas \"x\"");
        manager.stopping();
        await().until(() -> heard().equals("READY=1STATUS=registered as \"x\"STOPPING=1"));
    }

    @Test
    void so_does_one_in_the_abstract_namespace() throws IOException {
        ServiceManager manager = listening(
                "ABSTRACT-RECV", "iotsafe-test-" + ProcessHandle.current().pid(), Map.of());
        manager.ready();
        await().until(() -> heard().equals("READY=1"));
    }

    @Test
    void the_watchdog_is_fed_while_the_flow_moves_and_not_when_it_hangs() throws IOException {
        ServiceManager manager = listening(
                "UNIX-RECV",
                folder.resolve("notify").toString(),
                Map.of("WATCHDOG_USEC", "60000", "WATCHDOG_PID", "42"));
        AtomicBoolean alive = new AtomicBoolean(true);
        Watchdog watchdog = Watchdog.start(manager, alive::get, () -> alive.get() ? "moves" : "hangs");
        try {
            await().until(() -> heard().startsWith("STATUS=movesWATCHDOG=1WATCHDOG=1"));
            alive.set(false);
            await().until(() -> heard().contains("STATUS=hangs"));
            long then = heard().length();
            await().during(Duration.ofMillis(300)).until(() -> heard().length() == then);
            alive.set(true);
            await().until(() -> heard().endsWith("WATCHDOG=1"));
        } finally {
            watchdog.close();
        }
    }

    @Test
    void a_watchdog_of_another_process_is_not_ours() {
        assertThat(ServiceManager.of(
                                environment("/run/notify", Map.of("WATCHDOG_USEC", "1000000", "WATCHDOG_PID", "43")),
                                42)
                        .watchdog())
                .isEmpty();
        assertThat(ServiceManager.of(environment("/run/notify", Map.of("WATCHDOG_USEC", "1000000")), 42)
                        .watchdog())
                .contains(Duration.ofSeconds(1));
    }

    @Test
    void without_a_manager_nothing_is_told_and_nothing_fails() {
        ServiceManager nobody = ServiceManager.of(Map.of(), 42);
        assertThat(nobody.isThere()).isFalse();
        nobody.ready();
        assertThat(ServiceManager.of(environment("vsock:2:1234", Map.of()), 42).isThere())
                .isFalse();
        ServiceManager gone =
                ServiceManager.of(environment(folder.resolve("nobody-here").toString(), Map.of()), 42);
        gone.ready();
        assertThat(gone.isThere()).isTrue();
    }
}
