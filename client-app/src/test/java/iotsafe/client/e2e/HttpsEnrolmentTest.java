package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import iotsafe.client.CardAccess;
import iotsafe.client.HttpsEnrolment;
import iotsafe.client.UnusableFileException;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigReader;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.GeneratedKeyPair;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.credentials.jca.IotSafeProvider;
import iotsafe.est.Enrolment;
import iotsafe.est.EstClient;
import iotsafe.est.EstException;
import iotsafe.est.IssuedCertificateCheck;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestPlan;
import iotsafe.est.RequestedNames;
import iotsafe.est.TrustAnchors;
import iotsafe.est.ValidityClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A SIM, an EST server over HTTPS, and what the configuration says of them: the SIM's key signs the handshake and the requests. */
@Timeout(120)
class HttpsEnrolmentTest {
    private static final String ENDPOINT = "https-device";
    private static final ValidityClock CLOCK = ValidityClock.of(Clock.systemUTC());

    @AutoClose
    private final Stage stage = new Stage();

    private final TestBed bed = TestBed.create(stage);
    private final Path folder = stage.newFolder();
    private final Sim sim = Sim.fromFactory(folder, bed, ENDPOINT);

    private final List<Instant> heard = new ArrayList<>();

    HttpsEnrolmentTest() throws IOException, InterruptedException {}

    @BeforeAll
    static void installProvider() {
        IotSafeProvider.install();
    }

    @Test
    void item_16_the_factory_certificate_enrols_and_the_certificate_to_be_renewed_renews() throws Exception {
        AgentConfig config = configured("trust: iotsafe:type=file;id=03", "label: factory");
        try (SecureElement card = CardAccess.secureElement(config.card())) {
            HttpsEnrolment https = enrolment(config);
            TrustAnchors anchors = https.anchors(card);
            EstClient first = https.client(anchors, factory(card, config));
            TrustAnchors trust = anchors.accept(first.caCertificates(), CLOCK).trust();
            assertThat(first.csrAttributes().isEmpty()).isFalse();

            GeneratedKeyPair pair =
                    card.generateKeyPair(config.enrolment().keys().get(0));
            CardPrivateKey key = key(card, pair.privateKeyUri());
            Pkcs10 request = RequestPlan.of(RequestedNames.endpoint(ENDPOINT)).sign(pair.publicKey(), key);
            X509Certificate issued = ((Enrolment.Issued) first.simpleEnroll(request)).certificate();
            List<X509Certificate> chain = new IssuedCertificateCheck(trust, CLOCK).chainOf(issued, request, ENDPOINT);

            EstClient second = https.client(trust, new ClientIdentity(key, chain));
            Pkcs10 again = RequestPlan.of(RequestedNames.endpoint(ENDPOINT)).sign(pair.publicKey(), key);
            assertThat(((Enrolment.Issued) second.simpleReenroll(again))
                            .certificate()
                            .getSerialNumber())
                    .isNotEqualTo(issued.getSerialNumber());
        }
        assertThat(heard)
                .isNotEmpty()
                .allSatisfy(date -> assertThat(date).isCloseTo(Instant.now(), within(2, ChronoUnit.MINUTES)));
        assertThat(Files.readString(bed.folder().resolve("https-events.jsonl")))
                .contains("\"event\":\"https-simpleenroll\"", "\"event\":\"https-simplereenroll\"", ENDPOINT);
    }

    @Test
    void item_21_the_SIM_also_signs_for_the_TLS_that_tells_its_channel_binding() throws Exception {
        AgentConfig config = configured("trust: iotsafe:type=file;id=03");
        try (SecureElement card = CardAccess.secureElement(config.card())) {
            HttpsEnrolment https = enrolment(config);
            EstClient est = https.linkingClient(https.anchors(card), factory(card, config));
            assertThat(est.channelBinding()).isEmpty();
            assertThat(est.csrAttributes().isEmpty()).isFalse();
            assertThat(est.channelBinding()).isPresent();
            GeneratedKeyPair pair =
                    card.generateKeyPair(config.enrolment().keys().get(0));
            Pkcs10 request = RequestPlan.of(RequestedNames.endpoint(ENDPOINT))
                    .over(est.channelBinding())
                    .linkingUnasked()
                    .sign(pair.publicKey(), key(card, pair.privateKeyUri()));
            assertThat(est.isLinkedHere(request)).isTrue();
            assertThat(est.simpleEnroll(request)).isInstanceOf(Enrolment.Issued.class);
        }
    }

    @Test
    void item_11_a_fingerprint_stands_in_for_an_anchor() throws Exception {
        X509Certificate ca = CertificateSource.parse("ca", Files.readAllBytes(bed.authority()))
                .get(0);
        String fingerprint = HexFormat.ofDelimiter(":")
                .formatHex(MessageDigest.getInstance("SHA-256").digest(ca.getEncoded()));
        AgentConfig config = configured("fingerprint: \"" + fingerprint + "\"");
        try (SecureElement card = CardAccess.secureElement(config.card())) {
            HttpsEnrolment https = enrolment(config);
            TrustAnchors anchors = https.anchors(card);
            assertThat(anchors.explicit()).containsExactly(ca);
            assertThat(https.client(anchors, factory(card, config)).caCertificates())
                    .hasSize(1);
        }
        AgentConfig other = configured("fingerprint: \"" + "00".repeat(32) + "\"");
        try (SecureElement card = CardAccess.secureElement(other.card())) {
            assertThatExceptionOfType(EstException.Refused.class)
                    .isThrownBy(() -> enrolment(other).anchors(card));
        }
    }

    @Test
    void item_31_a_password_comes_from_its_file_and_an_unusable_file_is_told() throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "rain\n");
        AgentConfig config = configured(
                List.of("--weather", "https-basic"),
                "trust: iotsafe:type=file;id=03",
                "user: " + ENDPOINT,
                "password-file: " + password);
        try (SecureElement card = CardAccess.secureElement(config.card())) {
            AgentConfig.Https https = config.enrolment().https().orElseThrow();
            HttpsEnrolment enrolment = HttpsEnrolment.of(https, CLOCK, heard::add);
            EstClient est = enrolment.client(enrolment.anchors(card), factory(card, config));
            GeneratedKeyPair pair =
                    card.generateKeyPair(config.enrolment().keys().get(0));
            Pkcs10 request = RequestPlan.of(RequestedNames.endpoint(ENDPOINT))
                    .sign(pair.publicKey(), key(card, pair.privateKeyUri()));
            assertThat(est.simpleEnroll(request)).isInstanceOf(Enrolment.Issued.class);
            Files.delete(password);
            assertThatExceptionOfType(UnusableFileException.class)
                    .isThrownBy(() -> HttpsEnrolment.of(https, CLOCK, heard::add))
                    .withMessageStartingWith("enrolment.password-file: ");
        }
    }

    private HttpsEnrolment enrolment(AgentConfig config) throws UnusableFileException {
        return HttpsEnrolment.of(config.enrolment().https().orElseThrow(), CLOCK, heard::add);
    }

    private AgentConfig configured(String... enrolment) throws Exception {
        return configured(List.of(), enrolment);
    }

    private AgentConfig configured(List<String> weather, String... enrolment) throws Exception {
        Object server = bed.serve("est-server", weather.toArray(String[]::new))
                .addresses()
                .get("est");
        return ConfigReader.read(
                "test",
                """
                card: {reader: "%s"}
                bootstrap: {uri: "coaps://unused.example"}
                state: {dir: "%s"}
                enrolment:
                  uri: %s
                  %s
                """.formatted(sim.address(), folder.resolve("state"), server, String.join("\n  ", enrolment)),
                Map.of());
    }

    private static ClientIdentity factory(SecureElement card, AgentConfig config) throws Exception {
        List<X509Certificate> chain = CertificateSource.onCard(
                        (CredentialUri.OnCard) config.bootstrap().certificate().get(0))
                .read(card);
        return new ClientIdentity(key(card, config.bootstrap().key()), chain);
    }

    private static CardPrivateKey key(SecureElement card, CredentialUri.OnCard uri) {
        return new CardPrivateKey(uri, CardSigner.of(card, uri));
    }
}
