package iotsafe.est.coap;

import static iotsafe.est.coap.ScriptedServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import iotsafe.est.Enrolment;
import iotsafe.est.EstClient;
import iotsafe.est.EstContentType;
import iotsafe.est.EstException;
import iotsafe.est.IssuedCertificateCheck;
import iotsafe.est.Pkcs10;
import iotsafe.est.RequestPlan;
import iotsafe.est.RequestedNames;
import iotsafe.est.TestCa;
import iotsafe.est.TrustAnchors;
import iotsafe.est.ValidityClock;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.elements.AddressEndpointContext;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.ExtendedMasterSecretMode;
import org.eclipse.californium.scandium.dtls.HandshakeException;
import org.eclipse.californium.scandium.dtls.ServersView;
import org.eclipse.californium.scandium.dtls.pskstore.SinglePskStore;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticCertificateVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

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
    void item_40_a_handshake_refused_for_a_certificate_is_a_refusal_and_keeps_its_cause() throws Exception {
        try (ScriptedServer server = serverWith(withCertificate("CN=server"))) {
            DtlsConnectorConfig.Builder stranger = DtlsConnectorConfig.builder(ScriptedServer.configuration());
            TestCa other = TestCa.root("CN=Other");
            identity(stranger, other, "CN=factory");
            CoapEndpoint device = endpoint(stranger);
            device.start();
            try {
                assertThatExceptionOfType(EstException.Refused.class)
                        .isThrownBy(() -> new EstClient(new CoapEstTransport(
                                        device, new AddressEndpointContext(server.address()), server.uri()))
                                .simpleEnroll(REQUEST))
                        .withMessageContaining("no association to the server")
                        .withCauseInstanceOf(HandshakeException.class);
            } finally {
                device.destroy();
            }
        }
    }

    @Test
    void item_40_a_handshake_that_nobody_answers_is_a_server_out_of_reach() throws Exception {
        CoapEndpoint device = endpoint(withCertificate("CN=factory")
                .set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 20, TimeUnit.MILLISECONDS)
                .set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 1));
        device.start();
        try (DatagramSocket deaf = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(EstException.Unreachable.class)
                    .isThrownBy(() -> new EstClient(new CoapEstTransport(
                                    device,
                                    new AddressEndpointContext((InetSocketAddress) deaf.getLocalSocketAddress()),
                                    URI.create("coaps://bs.example")))
                            .simpleEnroll(REQUEST))
                    .withMessageContaining("could not be sent");
        } finally {
            device.destroy();
        }
    }

    // PoP linking: RFC 9148 §3, RFC 7030 §3.5, RFC 5929 §3.1

    private final ServersView serversView = new ServersView();
    private final TlsUnique tlsUnique = new TlsUnique();

    /** Scandium's server tells its listener after its own Finished has gone out. */
    private String servers(int handshake) {
        await().until(() -> serversView.verifyData().size() == handshake + 1);
        return Base64.getEncoder().encodeToString(serversView.verifyData().get(handshake));
    }

    private interface Session {
        void with(CoapEndpoint device, EstClient client, ScriptedServer server) throws Exception;
    }

    private void linked(ExtendedMasterSecretMode mode, Session session) throws Exception {
        DtlsConnectorConfig.Builder secure = withCertificate("CN=server")
                // else it gives no session id to a client without EMS, and nothing could be resumed
                .set(DtlsConfig.DTLS_EXTENDED_MASTER_SECRET_MODE, ExtendedMasterSecretMode.OPTIONAL)
                .setSessionListener(serversView);
        try (ScriptedServer server = serverWith(secure)) {
            server.on(
                            ".well-known/est/crts",
                            answer(
                                    ResponseCode.CONTENT,
                                    EstContentType.CERTS_ONLY,
                                    TestCa.certsOnly(ROOT.certificate(), CA.certificate())))
                    .on(
                            ".well-known/est/sen",
                            answer(ResponseCode.CHANGED, EstContentType.CERTIFICATE, ISSUED.getEncoded()));
            CoapEndpoint device = endpoint(withCertificate("CN=factory")
                    .set(DtlsConfig.DTLS_EXTENDED_MASTER_SECRET_MODE, mode)
                    .setSessionListener(tlsUnique));
            device.start();
            try {
                session.with(
                        device,
                        new EstClient(new CoapEstTransport(
                                device,
                                new AddressEndpointContext(server.address()),
                                server.uri(),
                                CoapEstSettings.USUAL.linkedBy(tlsUnique))),
                        server);
            } finally {
                device.destroy();
            }
        }
    }

    private Pkcs10 linkedRequest(EstClient client) throws Exception {
        return RequestPlan.of(RequestedNames.endpoint("dev1"))
                .over(client.channelBinding())
                .linkingUnasked()
                .sign(KEYS.getPublic(), KEYS.getPrivate());
    }

    @ParameterizedTest
    @EnumSource(
            value = ExtendedMasterSecretMode.class,
            names = {"ENABLED", "NONE"})
    void item_23_tls_unique_is_the_clients_Finished_of_a_full_handshake_with_and_without_EMS(
            ExtendedMasterSecretMode mode) throws Exception {
        linked(mode, (device, client, server) -> {
            assertThat(client.channelBinding()).isEmpty();
            client.caCertificates();
            assertThat(client.channelBinding().orElseThrow().base64()).isEqualTo(servers(0));
            Pkcs10 request = linkedRequest(client);
            assertThat(request.link()).contains(servers(0));
            assertThat(client.isLinkedHere(request)).isTrue();
            client.simpleEnroll(request);
        });
    }

    @Test
    void item_23_after_resumption_it_is_the_servers_Finished() throws Exception {
        linked(ExtendedMasterSecretMode.ENABLED, (device, client, server) -> {
            client.caCertificates();
            ((DTLSConnector) device.getConnector()).forceResumeAllSessions();
            client.caCertificates();
            assertThat(client.channelBinding().orElseThrow().base64()).isEqualTo(servers(1));
        });
    }

    @Test
    void item_24_resumed_without_EMS_there_is_no_value_that_could_be_trusted() throws Exception {
        linked(ExtendedMasterSecretMode.NONE, (device, client, server) -> {
            client.caCertificates();
            ((DTLSConnector) device.getConnector()).forceResumeAllSessions();
            client.caCertificates();
            assertThat(client.channelBinding()).isEmpty();
            servers(1);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void item_22_item_43_on_a_new_association_the_old_link_is_void_and_the_same_key_signs_anew(boolean noticed)
            throws Exception {
        linked(ExtendedMasterSecretMode.ENABLED, (device, client, server) -> {
            client.caCertificates();
            Pkcs10 old = linkedRequest(client);
            ((DTLSConnector) device.getConnector()).clearConnectionState();
            if (noticed) {
                client.caCertificates();
            } else {
                server.on(".well-known/est/sen", answer(ResponseCode.UNAUTHORIZED));
            }
            assertThatExceptionOfType(EstException.Unreachable.class)
                    .isThrownBy(() -> client.simpleEnroll(old))
                    .withMessageContaining("make it anew with the same key");
            assertThat(client.isLinkedHere(old)).isFalse();
            Pkcs10 fresh = linkedRequest(client);
            assertThat(fresh.publicKey()).isEqualTo(old.publicKey());
            server.on(
                    ".well-known/est/sen",
                    answer(ResponseCode.CHANGED, EstContentType.CERTIFICATE, ISSUED.getEncoded()));
            assertThat(client.simpleEnroll(fresh)).isEqualTo(new Enrolment.Issued(ISSUED));
        });
    }

    // revalidation: RFC 9148 §3, §9.1

    @Test
    void item_15_after_crts_the_server_of_the_association_is_judged_by_the_explicit_anchors() throws Exception {
        linked(ExtendedMasterSecretMode.ENABLED, (device, client, server) -> {
            ValidityClock clock = ValidityClock.of(Clock.fixed(TestCa.NOW, ZoneOffset.UTC));
            TrustAnchors implicit =
                    TrustAnchors.implicit(List.of(TestCa.root("CN=Third Party").certificate()));
            assertThatExceptionOfType(EstException.Refused.class)
                    .isThrownBy(() -> client.revalidate(implicit, clock))
                    .withMessageContaining("shown no certificate");
            TrustAnchors.Acceptance acceptance = implicit.accept(client.caCertificates(), clock);
            assertThat(acceptance.installed()).containsExactly(ROOT.certificate());
            client.revalidate(acceptance.trust(), clock);

            TrustAnchors others = TrustAnchors.of(List.of(TestCa.root("CN=Root").certificate()));
            assertThatExceptionOfType(EstException.Refused.class)
                    .isThrownBy(() -> client.revalidate(others, clock))
                    .withMessageContaining("not of the CA whose certificates it sent")
                    .withMessageContaining("close the connection");
        });
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
