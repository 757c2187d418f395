package iotsafe.credentials.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Causes;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.IotSafeApplet;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.DtlsHandshakeTimeoutException;
import org.eclipse.californium.scandium.dtls.ExtendedMasterSecretMode;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;
import org.eclipse.californium.scandium.dtls.pskstore.SinglePskStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Real DTLS 1.2 handshakes on loopback with a pre-shared key that is on the software SIM only (RFC 4279, 5487, 5489, 6655, 7627). */
class PskHandshakeTest {
    private static final String IDENTITY = "urn:dev:ops:32473-1";
    private static final Bytes KEY = Bytes.ofHex("5EC2E70123456789ABCDEF0123456789");

    private @Nullable DTLSConnector server;

    @AfterEach
    void stopServer() {
        if (server != null) {
            server.destroy();
        }
    }

    @ParameterizedTest(name = "{0}, extended master secret {1}")
    @CsvSource({
        "TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256, REQUIRED",
        "TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256, NONE",
        "TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256, REQUIRED",
        "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256, REQUIRED",
        "TLS_PSK_WITH_AES_128_CCM_8, REQUIRED",
        "TLS_PSK_WITH_AES_128_CCM_8, NONE",
        "TLS_PSK_WITH_AES_128_GCM_SHA256, REQUIRED",
        "TLS_PSK_WITH_AES_128_CBC_SHA256, REQUIRED"
    })
    void each_suite_takes_one_exchange_with_the_card(CipherSuite suite, ExtendedMasterSecretMode extended)
            throws Exception {
        InetSocketAddress address = serve(KEY, extended, suite);
        try (IotSafeApplet card = PskSim.card("standard", KEY)) {
            CardPsks psks = CardPsks.usual(card);
            assertThat(psks.ability(PskSim.KEY).ecdhe()).isTrue();
            long before = card.exchanges();
            EndpointContext peer = connect(psks, address);
            assertThat(peer.get(DtlsEndpointContext.KEY_CIPHER)).isEqualTo(suite.name());
            assertThat(card.exchanges()).isEqualTo(before + 1);
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"TLS_PSK_WITH_AES_128_CCM_8", "TLS_PSK_WITH_AES_128_GCM_SHA256", "TLS_PSK_WITH_AES_128_CBC_SHA256"
            })
    void a_card_that_takes_its_secret_as_it_is_needs_a_finished_pre_master_secret(CipherSuite suite) throws Exception {
        InetSocketAddress address = serve(KEY, ExtendedMasterSecretMode.REQUIRED, suite);
        try (IotSafeApplet card = PskSim.card("prf-as-is", PskSim.preMaster(KEY))) {
            EndpointContext peer = connect(CardPsks.testedBy(card, PskSim.TEST_KEY), address);
            assertThat(peer.get(DtlsEndpointContext.KEY_CIPHER)).isEqualTo(suite.name());
        }
    }

    /** A server that prefers forward secrecy does not get it from a card that cannot: the suite is not offered. */
    @Test
    void where_the_card_takes_no_shared_secret_plain_PSK_is_agreed_on() throws Exception {
        InetSocketAddress address = serve(
                KEY,
                ExtendedMasterSecretMode.REQUIRED,
                CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_8_SHA256,
                CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);
        try (IotSafeApplet card = PskSim.card("prf-as-is", PskSim.preMaster(KEY))) {
            EndpointContext peer = connect(CardPsks.of(card, PskForm.PRE_MASTER), address);
            assertThat(peer.get(DtlsEndpointContext.KEY_CIPHER)).isEqualTo("TLS_PSK_WITH_AES_128_CCM_8");
        }
    }

    /** Interface reference 3.12: no card has a PRF with SHA-384. */
    @ParameterizedTest
    @ValueSource(strings = {"TLS_PSK_WITH_AES_256_GCM_SHA384", "TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384"})
    void a_suite_with_SHA_384_is_never_offered(CipherSuite suite) throws Exception {
        InetSocketAddress address = serve(KEY, ExtendedMasterSecretMode.REQUIRED, suite);
        try (IotSafeApplet card = PskSim.card("standard", KEY)) {
            assertThatThrownBy(() -> connect(CardPsks.usual(card), address)).hasMessageContaining("HANDSHAKE_FAILURE");
        }
    }

    /** Many servers say nothing to a Finished that they cannot read (RFC 6347 4.1.2.7). */
    @Test
    void a_server_with_another_key_falls_silent_after_the_cards_work_is_done() throws Exception {
        InetSocketAddress address =
                serve(Bytes.ofHex("FF"), ExtendedMasterSecretMode.REQUIRED, CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);
        try (IotSafeApplet card = PskSim.card("standard", KEY)) {
            assertThatThrownBy(() -> connect(CardPsks.usual(card), address))
                    .satisfies(failure -> assertThat(Causes.first(failure, DtlsHandshakeTimeoutException.class))
                            .hasValueSatisfying(silence ->
                                    assertThat(silence.getFlightNumber()).isEqualTo(5)))
                    .satisfies(
                            failure -> assertThat(DtlsFailure.signing(failure)).isEmpty());
        }
    }

    @Test
    void a_card_pulled_out_during_the_handshake_is_the_reason_told_and_no_server_is_blamed() throws Exception {
        AtomicBoolean pulledOut = new AtomicBoolean();
        InetSocketAddress address =
                serve(KEY, ExtendedMasterSecretMode.REQUIRED, CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);
        try (IotSafeApplet card = PskSim.card("standard", KEY, pulledOut)) {
            CardPsks psks = CardPsks.usual(card);
            psks.ability(PskSim.KEY);
            DTLSConnector client = client(psks);
            pulledOut.set(true);
            long begin = System.nanoTime();
            assertThatThrownBy(() -> send(client, address)).satisfies(failure -> {
                assertThat(DtlsFailure.signing(failure))
                        .hasValueSatisfying(cause -> assertThat(cause).isInstanceOf(CardException.Unreachable.class));
                assertThat(failure).rootCause().hasMessage("card was removed");
            });
            assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - begin))
                    .as("it does not wait for anything")
                    .isLessThan(10);
            pulledOut.set(false);
            assertThat(connect(psks, address).get(DtlsEndpointContext.KEY_CIPHER))
                    .as("put back, it works again")
                    .isEqualTo("TLS_PSK_WITH_AES_128_CCM_8");
        }
    }

    private InetSocketAddress serve(Bytes key, ExtendedMasterSecretMode extended, CipherSuite... suites)
            throws IOException {
        AtomicInteger received = new AtomicInteger();
        DTLSConnector connector = new DTLSConnector(DtlsConnectorConfig.builder(configuration())
                .setAddress(anyPort())
                .set(DtlsConfig.DTLS_ROLE, DtlsConfig.DtlsRole.SERVER_ONLY)
                .set(DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false)
                .set(DtlsConfig.DTLS_CIPHER_SUITES, List.of(suites))
                .set(DtlsConfig.DTLS_EXTENDED_MASTER_SECRET_MODE, extended)
                .setPskStore(new SinglePskStore(IDENTITY, key.toArray()))
                .build());
        connector.setRawDataReceiver(data -> received.incrementAndGet());
        connector.start();
        server = connector;
        return connector.getAddress();
    }

    private static EndpointContext connect(CardPsks psks, InetSocketAddress address) throws Exception {
        return send(client(psks), address);
    }

    private static DTLSConnector client(CardPsks psks) throws CardException {
        DtlsConnectorConfig.Builder builder = DtlsConnectorConfig.builder(configuration())
                .setAddress(anyPort())
                .set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 100, TimeUnit.MILLISECONDS)
                .set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 2);
        CardDtls.configure(builder, psks.store(IDENTITY, PskSim.KEY));
        return new DTLSConnector(builder.build());
    }

    private static EndpointContext send(DTLSConnector client, InetSocketAddress address) throws Exception {
        client.setRawDataReceiver(data -> {});
        client.start();
        try {
            return OneDatagram.send(client, address, Duration.ofSeconds(20));
        } finally {
            client.destroy();
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Configuration configuration() {
        DtlsConfig.register();
        return Configuration.createStandardWithoutFile();
    }
}
