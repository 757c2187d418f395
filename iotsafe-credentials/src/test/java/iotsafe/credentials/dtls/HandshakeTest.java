package iotsafe.credentials.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.jca.CardPrivateKey;
import iotsafe.credentials.jca.CardSigner;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.credentials.jca.IotSafeProvider;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.KeyAgreement;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.config.CertificateAuthenticationMode;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.CertificateType;
import org.eclipse.californium.scandium.dtls.x509.SingleCertificateProvider;
import org.eclipse.californium.scandium.dtls.x509.StaticCertificateVerifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A real DTLS 1.2 handshake on loopback (RFC 6347 4.2), the client's key behind the card's seam. */
class HandshakeTest {
    private static final InetSocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final CredentialUri.OnCard KEY_01 =
            CredentialUri.OnCard.byId(ObjectType.PRIVATE, Bytes.of((byte) 1));

    private final TestPki.Holder root = TestPki.root("Root");
    private final TestPki.Holder server =
            TestPki.issue(root, TestPki.Wish.server(new GeneralName(GeneralName.iPAddress, "127.0.0.1")));
    private final TestPki.Holder device =
            TestPki.issue(root, TestPki.Wish.server("device").purpose(KeyPurposeId.id_kp_clientAuth));
    private final AtomicInteger handshakesTheServerFinished = new AtomicInteger();
    private final AtomicInteger signatures = new AtomicInteger();
    private final AtomicInteger agreements = new AtomicInteger();
    private DTLSConnector serverEnd;

    @BeforeEach
    void startServer() throws IOException {
        IotSafeProvider.install();
        serverEnd = new DTLSConnector(DtlsConnectorConfig.builder(configuration())
                .setAddress(ANY_PORT)
                .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY)
                .set(DtlsConfig.DTLS_CLIENT_AUTHENTICATION_MODE, CertificateAuthenticationMode.NEEDED)
                .setCertificateIdentityProvider(new SingleCertificateProvider(
                        server.keys().getPrivate(),
                        new X509Certificate[] {server.certificate()},
                        CertificateType.X_509))
                .setCertificateVerifier(StaticCertificateVerifier.builder()
                        .setTrustedCertificates(root.certificate())
                        .build())
                .build());
        serverEnd.setRawDataReceiver(data -> handshakesTheServerFinished.incrementAndGet());
        serverEnd.start();
    }

    @AfterEach
    void stopServer() {
        serverEnd.destroy();
    }

    @Test
    void the_card_signs_once_and_the_handshake_is_done() throws Exception {
        EndpointContext peer = connect(this::sign, device.certificate(), root);
        assertThat(peer.getPeerIdentity().getName()).isEqualTo("CN=server");
        assertThat(signatures).hasValue(1);
    }

    /** RFC 8422 5.8: ECDHE is done with ephemeral keys, which are the platform's although the provider stands before SunEC. */
    @Test
    void the_key_exchange_is_left_to_the_platform() throws Exception {
        assertThat(KeyAgreement.getInstance("ECDH").getProvider().getName()).isEqualTo(IotSafeProvider.NAME);
        assertThat(KeyPairGenerator.getInstance("EC").getProvider().getName()).isEqualTo(IotSafeProvider.NAME);
        EndpointContext peer = connect(this::sign, device.certificate(), root);
        assertThat(peer.getPeerIdentity().getName()).isEqualTo("CN=server");
        assertThat(agreements).hasValue(0);
    }

    @Test
    void a_card_that_fails_breaks_the_handshake_off_with_its_own_reason_and_nothing_is_sent_unsigned() {
        CardSigner pulledOut = hash -> {
            throw new CardException.Unreachable("COMPUTE SIGNATURE", new IOException("card was removed"));
        };
        assertThatThrownBy(() -> connect(pulledOut, device.certificate(), root))
                .rootCause()
                .hasMessage("card was removed");
        assertThat(handshakesTheServerFinished).hasValue(0);
        assertThat(DtlsFailure.signing(failureOf(pulledOut))).isPresent();
    }

    @Test
    void after_a_broken_handshake_the_same_connector_shakes_hands_again() throws Exception {
        AtomicInteger tries = new AtomicInteger();
        CardSigner failsFirst = hash -> {
            if (tries.getAndIncrement() == 0) {
                throw new CardException.Unreachable("COMPUTE SIGNATURE", new IOException("card was removed"));
            }
            return device.signRaw(hash);
        };
        DTLSConnector client = client(failsFirst, device.certificate(), root);
        try {
            assertThatThrownBy(() -> send(client)).rootCause().hasMessage("card was removed");
            // Scandium tells of the failure while it still clears the connection away: what is sent until then goes
            // with it
            EndpointContext peer = await().ignoreExceptionsInstanceOf(InterruptedIOException.class)
                    .until(() -> send(client), any -> true);
            assertThat(peer.getPeerIdentity().getName()).isEqualTo("CN=server");
        } finally {
            client.destroy();
        }
    }

    @Test
    void the_key_of_another_SIM_is_noticed_before_its_signature_is_sent() {
        TestPki.Holder otherSim = TestPki.root("other SIM");
        assertThatThrownBy(() -> connect(otherSim::signRaw, device.certificate(), root))
                .rootCause()
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("iotsafe:type=private;id=01 is not the key of the certificate CN=server")
                .hasMessageContaining("another SIM is in the reader");
        assertThat(handshakesTheServerFinished).hasValue(0);
    }

    @Test
    void a_server_that_the_verifier_refuses_gets_no_signature() {
        assertThatThrownBy(() -> connect(this::sign, device.certificate(), TestPki.root("Other")))
                .hasMessageContaining("no path to a trusted authority");
        assertThat(signatures).hasValue(0);
    }

    private Bytes sign(Bytes hash) {
        signatures.incrementAndGet();
        return device.signRaw(hash);
    }

    private Bytes agree(ECPublicKey peer) throws CardException {
        agreements.incrementAndGet();
        throw new CardException.Refused("no handshake agrees with a card key");
    }

    private Throwable failureOf(CardSigner signer) {
        try {
            connect(signer, device.certificate(), root);
            throw new AssertionError("the handshake should have failed");
        } catch (Exception e) {
            return e;
        }
    }

    private EndpointContext connect(CardSigner signer, X509Certificate certificate, TestPki.Holder anchor)
            throws Exception {
        DTLSConnector client = client(signer, certificate, anchor);
        try {
            return send(client);
        } finally {
            client.destroy();
        }
    }

    private DTLSConnector client(CardSigner signer, X509Certificate certificate, TestPki.Holder anchor)
            throws IOException {
        ClientIdentity identity =
                new ClientIdentity(new CardPrivateKey(KEY_01, signer, this::agree), List.of(certificate));
        SigningGuard guard = new SigningGuard(identity);
        DtlsConnectorConfig.Builder builder =
                DtlsConnectorConfig.builder(configuration()).setAddress(ANY_PORT);
        CardDtls.configure(
                builder,
                identity,
                guard,
                new StrictCertificateVerifier(
                        ServerTrust.anchoredIn(List.of(anchor.certificate()), "127.0.0.1"),
                        Clock.fixed(TestPki.TODAY, ZoneOffset.UTC),
                        Duration.ZERO));
        DtlsConnectorConfig settings = builder.build();
        DTLSConnector client = new CardDtlsConnector(settings, guard, new DtlsSessions(settings));
        client.setRawDataReceiver(data -> {});
        client.start();
        return client;
    }

    /** Sends one datagram, which needs a handshake first. */
    private EndpointContext send(DTLSConnector client) throws Exception {
        return OneDatagram.send(client, serverEnd.getAddress(), Duration.ofSeconds(10));
    }

    private static Configuration configuration() {
        DtlsConfig.register();
        return Configuration.createStandardWithoutFile();
    }
}
