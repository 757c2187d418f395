package iotsafe.testbed.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.testbed.ca.CaFolder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementServerTest {
    @Test
    void it_starts_on_free_ports_admits_a_device_and_leaves_nothing_behind(@TempDir Path folder) throws Exception {
        ProcessHandle process;
        try (ManagementServer server = ManagementServer.start(new ManagementServer.Setup(
                CaFolder.create(folder, Clock.systemUTC()), ManagementLibrary.locate(Optional.empty()), 0, 0))) {
            process = server.process();
            assertThat(server.uri().getPort()).isPositive();
            assertThat(get(server, "/api/clients")).isEqualTo("[]");
            server.admit("dev1");
            assertThat(get(server, "/api/security/clients"))
                    .contains("\"endpoint\":\"dev1\"")
                    .contains("\"x509\":true");
        }
        assertThat(process.isAlive()).isFalse();
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
    }

    @Test
    void a_folder_without_it_is_named_with_the_remedy(@TempDir Path folder) {
        assertThatThrownBy(() -> ManagementLibrary.locate(Optional.of(folder)))
                .hasMessageContaining(folder.toString())
                .hasMessageContaining("--management-lib");
    }

    private static String get(ManagementServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.web().resolve(path)).build(), BodyHandlers.ofString())
                .body();
    }
}
