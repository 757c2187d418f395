package iotsafe.client.report;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.CredentialUri;
import iotsafe.est.TrustAnchors;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A CA, a server and a card's maker choose names; a page that shows them must not obey them. */
class ReportPageTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String EVIL = "<script>alert('x')</script>";

    @TempDir
    private Path folder = Path.of("");

    /** Java can make a certificate by its own tool alone. */
    private X509Certificate certificate(String commonName)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-groupname",
                        "secp256r1",
                        "-alias",
                        "a",
                        "-dname",
                        "CN=\"" + commonName + "\"",
                        "-keystore",
                        store.toString(),
                        "-storepass",
                        "of-a-test")
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance(store.toFile(), "of-a-test".toCharArray());
        return (X509Certificate) keys.getCertificate("a");
    }

    private SavedState saved() throws IOException, InterruptedException, GeneralSecurityException {
        X509Certificate certificate = certificate(EVIL);
        return new SavedState(
                new CardIdentity("iccid:8949020000001234567"),
                EVIL,
                new ServerAccount(123, URI.create("coaps://m.example:5684"), ServerAccount.Mode.EST),
                "",
                (CredentialUri.OnCard) CredentialUri.parse("iotsafe:type=private;id=05"),
                List.of(certificate),
                TrustAnchors.of(List.of(certificate)));
    }

    @Test
    void names_from_outside_are_shown_and_not_obeyed_and_the_page_is_well_formed() throws Exception {
        ProvisioningStep failed = new ProvisioningStep(
                NOW, "Bootstrapping", "4.00 \"" + EVIL + "\"", true, Duration.ofMillis(7), 3, 11, 13);
        String page = ReportPage.of(
                "endpoint " + EVIL + "\n",
                Optional.of(saved()),
                Optional.of(new Provisioning(List.of(failed), 2)),
                NOW);
        assertThat(page)
                .doesNotContain("<script")
                .contains("<strong>CN=\\&lt;script\\&gt;alert(&#39;x&#39;)\\&lt;/script\\&gt;</strong>")
                .contains("<td>failed: 4.00 &quot;&lt;script&gt;")
                .contains("1 steps in 7 ms, 3 exchanges with the card, 11 DTLS records sent and 13 received")
                .contains(" 2 earlier ones are left out.")
                .contains("<rect class=\"failed\"");
        assertThat(DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8))))
                .isNotNull();
    }

    @Test
    void a_device_that_is_not_provisioned_has_a_page_too() {
        assertThat(ReportPage.of("", Optional.empty(), Optional.empty(), NOW))
                .contains("a device that is not provisioned", "No provisioning has been written down yet.");
    }
}
