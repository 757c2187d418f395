package iotsafe.credentials.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.credentials.jca.IotSafeProvider;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.apdu.Octets;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.pskstore.SinglePskStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Handshakes and a request with servers that share no code with Scandium, the key on the software SIM, which shares none with ours:
 * RFC 7251 2 and RFC 5289 3.2 for certificates, RFC 6655 4 for a shared secret.
 */
class IndependentServerTest {
    private static final CredentialUri.OnCard FACTORY_KEY =
            CredentialUri.OnCard.byId(ObjectType.PRIVATE, Bytes.of((byte) 1));

    private static final CipherSuite CCM_8 = CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8;

    private final TestPki.Holder root = TestPki.root("Root");
    private final TestPki.Holder server =
            TestPki.issue(root, today(TestPki.Wish.server(new GeneralName(GeneralName.iPAddress, "127.0.0.1"))));
    private IotSafeApplet card;

    @TempDir
    private Path directory;

    @BeforeAll
    static void prepare() {
        assumeThat(LibcoapServer.isInstalled())
                .as("libcoap's servers are installed: apt install libcoap3-bin")
                .isTrue();
        IotSafeProvider.install();
        DtlsConfig.register();
    }

    @BeforeEach
    void insertSim() {
        SoftwareSim sim = SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD)
                .addKeyPair("factory", Octets.hex("01"), Octets.hex("01"), KeyFunction.values())
                .generateKeyPair(Octets.hex("01")));
        card = new IotSafeApplet(() -> CardConnection.over("the software SIM", sim::process));
    }

    @AfterEach
    void takeSimOut() {
        card.close();
    }

    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "GNUTLS, TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
        "GNUTLS, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "OPENSSL, TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8",
        "OPENSSL, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"
    })
    void a_server_that_demands_a_certificate_takes_the_SIMs_and_answers(
            LibcoapServer.Library library, CipherSuite suite) throws Exception {
        try (LibcoapServer peer = LibcoapServer.withCertificate(library, directory, server, root.certificate())) {
            CoapsClient.Answer answer = CoapsClient.get(client(root, root, suite), peer.address());
            assertThat(answer.code()).isEqualTo("2.05");
            assertThat(answer.context().get(DtlsEndpointContext.KEY_CIPHER)).isEqualTo(suite.name());
            assertThat(answer.context().getPeerIdentity().getName()).isEqualTo("CN=server");
        }
    }

    @ParameterizedTest
    @EnumSource(LibcoapServer.Library.class)
    void a_server_of_another_authority_gets_no_signature(LibcoapServer.Library library) throws Exception {
        try (LibcoapServer peer = LibcoapServer.withCertificate(library, directory, server, root.certificate())) {
            DTLSConnector client = client(TestPki.root("Other"), root, CCM_8);
            long before = card.exchanges();
            assertThatThrownBy(() -> CoapsClient.get(client, peer.address()))
                    .hasMessageContaining("no path to a trusted authority");
            assertThat(card.exchanges()).isEqualTo(before);
        }
    }

    /** RFC 5246 7.2.2. The server has named its authority before (7.4.4), and still gets to see the certificate and to say what is wrong. */
    @ParameterizedTest
    @EnumSource(LibcoapServer.Library.class)
    void a_certificate_of_another_authority_is_refused_by_the_server_itself(LibcoapServer.Library library)
            throws Exception {
        try (LibcoapServer peer = LibcoapServer.withCertificate(library, directory, server, root.certificate())) {
            DTLSConnector client = client(root, TestPki.root("Other"), CCM_8);
            assertThatThrownBy(() -> CoapsClient.get(client, peer.address())).hasMessageContaining("UNKNOWN_CA");
        }
    }

    @ParameterizedTest
    @EnumSource(LibcoapServer.Library.class)
    void a_server_that_shares_a_secret_answers_who_has_it(LibcoapServer.Library library) throws Exception {
        try (LibcoapServer peer =
                LibcoapServer.withPsk(library, directory, "lwm2m", "urn:dev:ops:1", "0123456789abcdef")) {
            CoapsClient.Answer answer = CoapsClient.get(client("urn:dev:ops:1", "0123456789abcdef"), peer.address());
            assertThat(answer.code()).isEqualTo("2.05");
            assertThat(answer.context().get(DtlsEndpointContext.KEY_CIPHER)).isEqualTo("TLS_PSK_WITH_AES_128_CCM_8");
        }
    }

    /** RFC 6655 4 and RFC 5487 2; what the other server's PRF makes of the key is what the SIM makes of it. */
    @ParameterizedTest(name = "{0}, {1}")
    @CsvSource({
        "GNUTLS, TLS_PSK_WITH_AES_128_CCM_8",
        "GNUTLS, TLS_PSK_WITH_AES_128_GCM_SHA256",
        "OPENSSL, TLS_PSK_WITH_AES_128_CCM_8",
        "OPENSSL, TLS_PSK_WITH_AES_128_GCM_SHA256"
    })
    void a_server_that_shares_a_secret_with_the_SIM_answers(LibcoapServer.Library library, CipherSuite suite)
            throws Exception {
        try (LibcoapServer peer =
                        LibcoapServer.withPsk(library, directory, "lwm2m", "urn:dev:ops:1", "0123456789abcdef");
                IotSafeApplet sim =
                        PskSim.card("standard", Bytes.of("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)))) {
            DtlsConnectorConfig.Builder builder = anyPort();
            CardDtls.configure(builder, CardPsks.usual(sim).store("urn:dev:ops:1", PskSim.KEY));
            builder.set(DtlsConfig.DTLS_CIPHER_SUITES, List.of(suite));
            CoapsClient.Answer answer = CoapsClient.get(new DTLSConnector(builder.build()), peer.address());
            assertThat(answer.code()).isEqualTo("2.05");
            assertThat(answer.context().get(DtlsEndpointContext.KEY_CIPHER)).isEqualTo(suite.name());
        }
    }

    /** All that is offered, and the server chooses. */
    @ParameterizedTest
    @EnumSource(LibcoapServer.Library.class)
    void a_server_that_may_choose_finds_a_suite_that_both_sides_have(LibcoapServer.Library library) throws Exception {
        try (LibcoapServer peer =
                        LibcoapServer.withPsk(library, directory, "lwm2m", "urn:dev:ops:1", "0123456789abcdef");
                IotSafeApplet sim =
                        PskSim.card("standard", Bytes.of("0123456789abcdef".getBytes(StandardCharsets.US_ASCII)))) {
            DtlsConnectorConfig.Builder builder = anyPort();
            CardDtls.configure(builder, CardPsks.usual(sim).store("urn:dev:ops:1", PskSim.KEY));
            CoapsClient.Answer answer = CoapsClient.get(new DTLSConnector(builder.build()), peer.address());
            assertThat(answer.code()).isEqualTo("2.05");
        }
    }

    /** A device with a certificate from {@code issuer} that trusts {@code anchor}. */
    private DTLSConnector client(TestPki.Holder anchor, TestPki.Holder issuer, CipherSuite suite) throws CardException {
        TestPki.Wish wish = TestPki.Wish.server("device").purpose(KeyPurposeId.id_kp_clientAuth);
        KeyPair keys = new KeyPair(card.publicKey(FACTORY_KEY), null);
        ClientIdentity identity = new ClientIdentity(
                new CardPrivateKey(FACTORY_KEY, hash -> card.sign(FACTORY_KEY, hash)),
                List.of(TestPki.issue(issuer, today(wish), keys).certificate()));
        SigningGuard guard = new SigningGuard(identity);
        ServerTrust trust = ServerTrust.anchoredIn(List.of(anchor.certificate()), "127.0.0.1");
        DtlsConnectorConfig.Builder builder = anyPort();
        CardDtls.configure(
                builder, identity, guard, new StrictCertificateVerifier(trust, Clock.systemUTC(), Duration.ZERO));
        builder.set(DtlsConfig.DTLS_CIPHER_SUITES, List.of(suite));
        DtlsConnectorConfig settings = builder.build();
        return new CardDtlsConnector(settings, guard, new DtlsSessions(settings));
    }

    private static DTLSConnector client(String identity, String key) {
        DtlsConnectorConfig.Builder builder = anyPort()
                .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.CLIENT_ONLY)
                .set(DtlsConfig.DTLS_CIPHER_SUITES, List.of(CipherSuite.TLS_PSK_WITH_AES_128_CCM_8))
                .setPskStore(new SinglePskStore(identity, key.getBytes(StandardCharsets.US_ASCII)));
        return new DTLSConnector(builder.build());
    }

    private static DtlsConnectorConfig.Builder anyPort() {
        return DtlsConnectorConfig.builder(Configuration.createStandardWithoutFile())
                .setAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** The servers know no clock but the machine's. */
    private static TestPki.Wish today(TestPki.Wish wish) {
        Instant now = Instant.now();
        return wish.valid(now.minus(Duration.ofDays(1)), now.plus(Duration.ofDays(1)));
    }
}
