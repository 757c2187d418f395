package iotsafe.est.https;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iotsafe.est.ChannelBinding;
import iotsafe.est.Enrolment;
import iotsafe.est.EstAnswer;
import iotsafe.est.EstClient;
import iotsafe.est.EstException;
import iotsafe.est.EstOperation;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestPlan;
import iotsafe.est.RequestedNames;
import iotsafe.est.TestCa;
import iotsafe.est.TrustAnchors;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Against Cisco's libest 3.2, an EST server that is not ours: TLS 1.2, HTTP/1.0 answers, no smime-type on {@code cacerts}. {@code tools/libest}
 * gets it from Debian; without network or outside Debian these tests are skipped and say so.
 */
@Timeout(120)
class LibestInteropTest {
    private static final TestCa CA = TestCa.root("CN=libest CA");
    private static final KeyPair KEYS = TestCa.keyPair();
    private static final Pkcs10 REQUEST = TestCa.request("CN=dev1", KEYS);
    private static final KeyPair DEVICE = TestCa.keyPair();
    private static final X509Certificate DEVICE_CERTIFICATE =
            CA.wanted("CN=dev1", DEVICE.getPublic()).always().make();

    private static Path program = Path.of("");

    private final List<Process> running = new ArrayList<>();

    @TempDir
    Path folder = Path.of("");

    @BeforeAll
    static void install() throws Exception {
        Process tool =
                new ProcessBuilder("../tools/libest").redirectErrorStream(true).start();
        String said = new String(tool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(tool.waitFor() == 0, () -> "libest cannot be had here: " + said);
        program = Path.of(said.substring(said.lastIndexOf('\n') + 1));
    }

    @AfterEach
    void stop() {
        running.forEach(Process::destroyForcibly);
    }

    @Test
    void cacerts_then_csrattrs_then_simpleenroll_then_simplereenroll() throws Exception {
        EstUri libest = start();
        EstClient client = new EstClient(settings(libest).transport());
        assertThat(client.caCertificates()).containsExactly(CA.certificate());
        assertThat(client.csrAttributes().isEmpty()).isTrue();
        Enrolment.Issued first = (Enrolment.Issued) client.simpleEnroll(REQUEST);
        assertThat(first.certificate().getPublicKey()).isEqualTo(KEYS.getPublic());
        first.certificate().verify(CA.keys().getPublic());
        HttpsEstSettings renewing = HttpsEstSettings.of(libest, TrustAnchors.of(List.of(CA.certificate())))
                .as(KEYS.getPrivate(), List.of(first.certificate()));
        KeyPair next = TestCa.keyPair();
        Enrolment second = new EstClient(renewing.transport()).simpleReenroll(TestCa.request("CN=dev1", next));
        assertThat(((Enrolment.Issued) second).certificate().getPublicKey()).isEqualTo(next.getPublic());
    }

    @Test
    void csrattrs_come_in_base64() throws Exception {
        assertThat(attributes(start("csrattrs=MAsGCSqGSIb3DQEJBw==")))
                .isEqualTo(Base64.getDecoder().decode("MAsGCSqGSIb3DQEJBw=="));
    }

    @Test
    void item_25_a_202_says_when_to_ask_again_and_then_the_certificate_comes() throws Exception {
        EstClient client = new EstClient(settings(start("later")).transport());
        assertThat(client.simpleEnroll(REQUEST)).isEqualTo(new Enrolment.Pending(Duration.ofMinutes(1)));
        assertThat(client.simpleEnroll(REQUEST)).isInstanceOf(Enrolment.Issued.class);
    }

    @Test
    void item_21_a_server_that_demands_proof_of_possession_takes_a_linked_request_and_no_other() throws Exception {
        EstUri libest = start("pop");
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> new EstClient(settings(libest).transport()).simpleEnroll(REQUEST))
                .withMessageContaining("HTTP 401");
        EstClient linked = new EstClient(settings(libest).linkingRequests().transport());
        assertThat(linked.simpleEnroll(REQUEST, LibestInteropTest::link)).isInstanceOf(Enrolment.Issued.class);
        assertThat(linked.simpleReenroll(REQUEST, LibestInteropTest::link)).isInstanceOf(Enrolment.Issued.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", "digest"})
    void item_31_a_password_stands_in_for_a_certificate(String scheme) throws Exception {
        EstUri libest = start(scheme);
        HttpsEstSettings nobody = HttpsEstSettings.of(libest, TrustAnchors.of(List.of(CA.certificate())));
        assertThat(new EstClient(nobody.with(new HttpCredentials("dev1", "rain".toCharArray()))
                                .transport())
                        .simpleEnroll(REQUEST))
                .isInstanceOf(Enrolment.Issued.class);
        assertThatExceptionOfType(EstException.Refused.class)
                .isThrownBy(() -> new EstClient(nobody.with(new HttpCredentials("dev1", "sun".toCharArray()))
                                .transport())
                        .simpleEnroll(REQUEST));
    }

    private static byte[] attributes(EstUri libest) throws EstException {
        EstAnswer answer = settings(libest).transport().exchange(EstOperation.CSR_ATTRS, new byte[0]);
        return ((EstAnswer.Content) answer).body();
    }

    private static HttpsEstSettings settings(EstUri libest) {
        return HttpsEstSettings.of(libest, TrustAnchors.of(List.of(CA.certificate())))
                .as(DEVICE.getPrivate(), List.of(DEVICE_CERTIFICATE));
    }

    private static Pkcs10 link(Pkcs10 request, ChannelBinding connection) throws EstException, SignatureException {
        return RequestPlan.of(RequestedNames.endpoint("dev1"))
                .over(Optional.of(connection))
                .linkingUnasked()
                .sign(request.publicKey(), KEYS.getPrivate());
    }

    private EstUri start(String... options) throws Exception {
        var server = Pki.identity(CA, "127.0.0.1");
        List<String> command = new ArrayList<>(List.of(
                program.toString(),
                pem("ca", "CERTIFICATE", CA.certificate().getEncoded()),
                pem("ca-key", "PRIVATE KEY", CA.keys().getPrivate().getEncoded()),
                pem("server", "CERTIFICATE", server.certificate().getEncoded()),
                pem("server-key", "PRIVATE KEY", server.key().getEncoded())));
        command.addAll(List.of(options));
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("libest.log").toFile())
                .start();
        running.add(process);
        BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        String ready = lines.readLine();
        if (ready == null) {
            throw new IOException("libest did not start: " + Files.readString(folder.resolve("libest.log")));
        }
        return new EstUri(URI.create("https://127.0.0.1:" + ready.substring("port ".length())), Optional.empty());
    }

    private String pem(String name, String what, byte[] der) throws IOException {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return Files.writeString(
                        folder.resolve(name + ".pem"),
                        "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what))
                .toString();
    }
}
