package iotsafe.testbed.management;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.testbed.TestDevice;
import iotsafe.testbed.ca.CaFolder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManagementServerTest {
    @Test
    void it_starts_on_free_ports_admits_a_device_and_leaves_nothing_behind(@TempDir Path folder) throws Exception {
        ProcessHandle process;
        CaFolder ca = CaFolder.create(folder, Clock.systemUTC());
        try (ManagementServer server = ManagementServer.start(
                new ManagementServer.Setup(ca, ManagementLibrary.locate(Optional.empty()), 0, 0))) {
            process = server.process();
            assertThat(server.uri().getPort()).isPositive();
            assertThat(get(server, "/api/clients")).isEqualTo("[]");
            server.admit("dev1");
            assertThat(get(server, "/api/security/clients"))
                    .contains("\"endpoint\":\"dev1\"")
                    .contains("\"x509\":true");
            assertThat(registration(server, ca, "dev1")).isEqualTo(ResponseCode.CREATED);
            assertThat(registration(server, ca, "stranger")).isEqualTo(ResponseCode.FORBIDDEN);
            assertThat(get(server, "/api/clients"))
                    .contains("\"endpoint\":\"dev1\"")
                    .doesNotContain("stranger");
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

    /** Registers as a device with a certificate of the CA would (LwM2M Core, Register). */
    private static ResponseCode registration(ManagementServer server, CaFolder ca, String endpoint) throws Exception {
        Request request = Request.newPost();
        request.getOptions().setContentFormat(40);
        request.setPayload("</1/0>,</3/0>");
        try (TestDevice device = TestDevice.certified(server.uri(), ca.authority(), endpoint)) {
            return device.send(request, "/rd?ep=" + endpoint + "&lt=300&lwm2m=1.1&b=U")
                    .getCode();
        }
    }

    private static String get(ManagementServer server, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(server.web().resolve(path)).build(), BodyHandlers.ofString())
                .body();
    }
}
