package iotsafe.client.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.Sim;
import iotsafe.client.e2e.Stage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Security (OMA LwM2M Transport 1.1, 5.2; ETS 6.1.5, 400 to 499). Certificates with an enrolment: {@link BootstrapConformanceTest}, int-2. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class SecurityConformanceTest {
    private static final String KEY = "D2E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    SecurityConformanceTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    /** LightweightM2M-1.1-int-401, UDP Channel Security: Pre-shared Key Mode (Transport 5.2.8): registered and read over DTLS, the key on the SIM. */
    @Test
    void int_401_UDP_Channel_Security_Pre_shared_Key_Mode() throws Exception {
        String endpoint = "psk-conformance";
        shared.management().admit(endpoint, endpoint, KEY);
        Path folder = stage.newFolder();
        try (RunningDevice device = RunningDevice.started(
                folder,
                Sim.blank(folder).secret("0B", "management", KEY),
                shared.server().bootstrap(),
                "management: {uri: \"%s\", psk-identity: %s, key: iotsafe:type=secret;id=0B}"
                        .formatted(shared.server().management(), endpoint))) {
            device.awaitRegistrations(1);
            DemoServer demo = new DemoServer(shared.management(), endpoint);
            assertThat(demo.registration()).containsEntry("secure", true);
            assertThat(demo.read("/3/0", "TLV").status()).isEqualTo("CONTENT(205)");
        }
    }

    /** Transport 5.2.8, Certificate Mode: the server's certificate leads to the anchor and names it, the device shows its own. */
    @Test
    void Transport_5_2_8_Certificate_Mode() throws Exception {
        try (OwnServer own = serverShowing("server-auth-only");
                RunningDevice device = deviceOf(own, "127.0.0.1")) {
            device.awaitRegistrations(1);
            assertThat(own.asked()).hasSize(1).allMatch(line -> line.startsWith("POST rd?"));
        }
    }

    /** Transport 5.2.8 and RFC 7925 4.4: what is wrong with the server's certificate ends the handshake before anything is said. */
    @ParameterizedTest
    @CsvSource({
        "server-auth-only;other-ca, 127.0.0.1, has no path to a trusted authority",
        "server-auth-only;expired, 127.0.0.1, expired at",
        "server-auth-only, lwm2m.example, is not for \"lwm2m.example\""
    })
    void Transport_5_2_8_a_server_with_a_wrong_certificate_is_not_spoken_to(String weather, String name, String part)
            throws Exception {
        try (OwnServer own = serverShowing(weather);
                RunningDevice device = deviceOf(own, name)) {
            await().atMost(RunningDevice.PATIENCE)
                    .until(() -> !device.failures().isEmpty());
            assertThat(device.failures().get(0)).hasMessageContaining(part);
            assertThat(own.asked()).isEmpty();
        }
    }

    private OwnServer serverShowing(String weather) throws Exception {
        KeyPair keys = keyPair();
        return OwnServer.withCertificate(
                keys.getPrivate(),
                issued(keys, weather),
                certificate(shared.bed().authority()));
    }

    /** Registers with its factory's certificate, without a bootstrap. */
    private RunningDevice deviceOf(OwnServer own, String name) throws Exception {
        Path folder = stage.newFolder();
        return RunningDevice.started(
                folder,
                Sim.fromFactory(folder, shared.bed(), "certificate-conformance"),
                shared.server().bootstrap(),
                "management: {uri: \"%s\", server-name: %s}".formatted(own.uri(), name));
    }

    private static KeyPair keyPair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    private X509Certificate issued(KeyPair keys, String weather) throws Exception {
        Path publicKey = Files.writeString(
                stage.newFolder().resolve("public.pem"),
                "-----BEGIN PUBLIC KEY-----\n%s\n-----END PUBLIC KEY-----\n"
                        .formatted(Base64.getMimeEncoder()
                                .encodeToString(keys.getPublic().getEncoded())));
        List<String> options = new ArrayList<>();
        for (String each : weather.split(";", -1)) {
            options.addAll(List.of("--weather", each));
        }
        return certificate(shared.bed().issue("server", publicKey, options.toArray(String[]::new)));
    }

    private static X509Certificate certificate(Path file) throws Exception {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
    }
}
