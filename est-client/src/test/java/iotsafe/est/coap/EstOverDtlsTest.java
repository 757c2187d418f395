package iotsafe.est.coap;

import static iotsafe.est.coap.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.est.Enrolment;
import iotsafe.est.EstClient;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.IssuedCertificateCheck;
import iotsafe.est.Pkcs10;
import iotsafe.est.TestCa;
import iotsafe.est.TrustAnchors;
import iotsafe.est.ValidityClock;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.pskstore.SinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticCertificateVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** RFC 9148 §3 over real DTLS 1.2: certificates on both sides, one association for all operations; checklist item 44. */
@Timeout(20)
class EstOverDtlsTest {
    private static final TestCa ROOT = TestCa.root("CN=Root");
    private static final TestCa CA = ROOT.intermediate("CN=Device CA");
    private static final KeyPair KEYS = TestCa.keyPair();
    private static final Pkcs10 REQUEST = TestCa.request("CN=dev1", KEYS);
    private static final X509Certificate ISSUED = CA.issue("CN=dev1", KEYS.getPublic());

    @Test
    void a_device_with_a_factory_certificate_fetches_the_bag_and_enrols_on_one_association() throws Exception {
        List<X509Certificate> padding = IntStream.range(0, 6)
                .mapToObj(i -> ROOT.intermediate("CN=CA " + i).certificate())
                .collect(Collectors.toList());
        padding.add(CA.certificate());
        try (ScriptedServer server = serverWith(withCertificate("CN=server"))) {
            server.on(
                            ".well-known/est/crts",
                            answer(
                                    ResponseCode.CONTENT,
                                    EstContentType.CERTS_ONLY,
                                    TestCa.certsOnly(padding.toArray(X509Certificate[]::new))))
                    .on(
                            ".well-known/est/sen",
                            answer(ResponseCode.CHANGED, EstContentType.CERTIFICATE, ISSUED.getEncoded()));
            CoapEndpoint device = endpoint(withCertificate("CN=factory"));
            device.start();
            try {
                EstClient client = new EstClient(
                        new CoapEstTransport(device, new AddressEndpointContext(server.address()), server.uri()));
                ValidityClock clock = ValidityClock.of(Clock.fixed(TestCa.NOW, ZoneOffset.UTC));

                TrustAnchors trust = TrustAnchors.of(List.of(ROOT.certificate()))
                        .accept(client.caCertificates(), clock)
                        .trust();
                Enrolment.Issued issued = (Enrolment.Issued) client.simpleEnroll(REQUEST);

                assertThat(new IssuedCertificateCheck(trust, clock).chainOf(issued.certificate(), REQUEST, "dev1"))
                        .containsExactly(ISSUED, CA.certificate());
                assertThat(server.seen())
                        .extracting(request ->
                                request.getSourceContext().getPeerIdentity().getName())
                        .containsExactly("CN=factory", "CN=factory");
                assertThat(server.seen())
                        .extracting(request -> request.getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID))
                        .allMatch(
                                server.seen().get(0).getSourceContext().get(DtlsEndpointContext.KEY_SESSION_ID)
                                        ::equals);
            } finally {
                device.destroy();
            }
        }
    }

    @Test
    void item_44_an_association_by_pre_shared_key_is_refused() throws Exception {
        try (ScriptedServer server = serverWith(withSharedKey("secret"))) {
            server.on(
                    ".well-known/est/sen",
                    answer(ResponseCode.CHANGED, EstContentType.CERTIFICATE, ISSUED.getEncoded()));
            CoapEndpoint device = endpoint(withSharedKey("secret"));
            device.start();
            try {
                assertThatExceptionOfType(EstException.Refused.class)
                        .isThrownBy(() -> new EstClient(new CoapEstTransport(
                                        device, new AddressEndpointContext(server.address()), server.uri()))
                                .simpleEnroll(REQUEST))
                        .withMessageContaining("connect to it in certificate mode");
            } finally {
                device.destroy();
            }
        }
    }

    @Test
    void a_handshake_that_fails_is_a_server_out_of_reach_and_keeps_its_cause() throws Exception {
        try (ScriptedServer server = serverWith(withCertificate("CN=server"))) {
            DtlsConnectorConfig.Builder stranger = DtlsConnectorConfig.builder(ScriptedServer.configuration());
            TestCa other = TestCa.root("CN=Other");
            identity(stranger, other, "CN=factory");
            CoapEndpoint device = endpoint(stranger);
            device.start();
            try {
                assertThatExceptionOfType(EstException.Unreachable.class)
                        .isThrownBy(() -> new EstClient(new CoapEstTransport(
                                        device, new AddressEndpointContext(server.address()), server.uri()))
                                .simpleEnroll(REQUEST))
                        .withMessageContaining("could not be sent")
                        .withCauseInstanceOf(HandshakeException.class);
            } finally {
                device.destroy();
            }
        }
    }

    private static ScriptedServer serverWith(DtlsConnectorConfig.Builder dtls) {
        return new ScriptedServer(endpoint(dtls));
    }

    private static CoapEndpoint endpoint(DtlsConnectorConfig.Builder dtls) {
        Configuration configuration = ScriptedServer.configuration();
        return CoapEndpoint.builder()
                .setConfiguration(configuration)
                .setConnector(new DTLSConnector(
                        dtls.setAddress(ScriptedServer.loopback()).build()))
                .build();
    }

    private static DtlsConnectorConfig.Builder withCertificate(String subject) {
        DtlsConnectorConfig.Builder dtls = DtlsConnectorConfig.builder(ScriptedServer.configuration());
        identity(dtls, ROOT, subject);
        return dtls;
    }

    private static void identity(DtlsConnectorConfig.Builder dtls, TestCa ca, String subject) {
        KeyPair keys = TestCa.keyPair();
        X509Certificate certificate =
                ca.wanted(subject, keys.getPublic()).purposes().always().make();
        dtls.setCertificateIdentityProvider(new SingleCertificateProvider(
                        keys.getPrivate(), new X509Certificate[] {certificate}, CertificateType.X_509))
                .setCertificateVerifier(StaticCertificateVerifier.builder()
                        .setTrustedCertificates(ca.certificate())
                        .build());
    }

    private static DtlsConnectorConfig.Builder withSharedKey(String secret) {
        return DtlsConnectorConfig.builder(ScriptedServer.configuration())
                .setPskStore(new SinglePskStore("factory", secret.getBytes(StandardCharsets.US_ASCII)));
    }
}
