package iotsafe.credentials.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.IotSafeApplet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.PskPublicInformation;
import org.eclipse.californium.scandium.dtls.PskSecretResult;
import org.eclipse.californium.scandium.dtls.pskstore.PskStore;
import org.eclipse.californium.scandium.util.ServerNames;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a card does with pre-shared keys, found out, and the vectors of interface reference 3.12 (RFC 4279 2, RFC 5489 2). */
class PskAbilityTest {
    private static final Bytes KEY = Bytes.ofHex("A0A1A2A3A4A5A6A7A8A9AAABACADAEAF");
    private static final String MASTER =
            "DEB5EA0AABB5A89D2DBE02561ADA3CED3FF6626813425BDDAED85718423F4EDD0B9EA64C8942DDD47E38D4F3C4CA710C";
    private static final String MASTER_WITH_SHARED =
            "143FD1B8871523C7A8A7FE5D55B3A2F672028EC3C1D61A10A482A909EE72248CE0A14503D17ADEF66118B91EBA7CE8CB";

    @ParameterizedTest
    @CsvSource({"standard, KEY, true", "prf-as-is, PRE_MASTER, false"})
    void the_two_readings_are_told_apart_by_a_known_key(String profile, PskForm form, boolean ecdhe) throws Exception {
        try (IotSafeApplet card = PskSim.card(profile, KEY)) {
            PskAbility ability = PskAbility.learn(card, PskSim.TEST_KEY);
            assertThat(ability).isEqualTo(new PskAbility(form, ecdhe));
        }
    }

    @Test
    void a_container_with_another_key_tells_nothing_and_says_so() {
        try (IotSafeApplet card = PskSim.card("standard", KEY)) {
            assertThatThrownBy(() -> PskAbility.learn(card, PskSim.KEY))
                    .isInstanceOf(CardException.Refused.class)
                    .hasMessageContaining("does not hold the test key 000102030405060708090A0B0C0D0E0F");
        }
    }

    @Test
    void without_a_known_key_the_usual_reading_is_believed_after_one_exchange() throws Exception {
        try (IotSafeApplet card = PskSim.card("standard", KEY)) {
            card.connect();
            long before = card.exchanges();
            CardPsks psks = CardPsks.usual(card);
            assertThat(psks.ability(PskSim.KEY)).isEqualTo(new PskAbility(PskForm.KEY, true));
            assertThat(psks.ability(PskSim.KEY)).isEqualTo(new PskAbility(PskForm.KEY, true));
            assertThat(card.exchanges()).isEqualTo(before + 1);
        }
    }

    @Test
    void a_form_that_is_set_costs_no_exchange_and_a_pre_master_secret_has_no_ECDHE() throws Exception {
        try (IotSafeApplet card = PskSim.card("prf-as-is", PskSim.preMaster(KEY))) {
            PskStore store = CardPsks.of(card, PskForm.PRE_MASTER).store("dev1", PskSim.KEY);
            assertThat(store.hasEcdhePskSupported()).isFalse();
            assertThat(card.exchanges()).isZero();
        }
    }

    /** GSMA IoT.05 COMPUTE PRF: known before a datagram is sent. */
    @Test
    void a_card_with_mode_00_alone_is_refused_in_one_sentence() {
        try (IotSafeApplet card = PskSim.card("prf-mode-00-only", KEY)) {
            assertThatThrownBy(() -> CardPsks.usual(card).store("dev1", PskSim.KEY))
                    .isInstanceOf(CardException.Refused.class)
                    .hasMessage(
                            "COMPUTE PRF iotsafe:type=secret;id=0A: 6A86 (incorrect P1 P2, or offset out of bounds); "
                                    + "this applet computes over no secret of its own (mode 01), so that a PSK cannot stay on it: use a card that does, or a certificate");
        }
    }

    @ParameterizedTest
    @CsvSource({"no-prf, 6D00", "standard, 6A82"})
    void a_card_without_PRF_or_without_the_container_is_refused(String profile, String status) {
        try (IotSafeApplet card = PskSim.card(profile, KEY)) {
            assertThatThrownBy(() -> CardPsks.usual(card).store("dev1", PskSim.NO_KEY))
                    .isInstanceOf(CardException.Refused.class)
                    .hasMessageContaining(status);
        }
    }

    @Test
    void the_master_secret_of_plain_PSK_is_that_of_RFC_4279() throws Exception {
        assertThat(masterSecret(Optional.empty())).isEqualTo(Bytes.ofHex(MASTER));
    }

    @Test
    void the_master_secret_of_ECDHE_PSK_is_that_of_RFC_5489() throws Exception {
        byte[] shared = new byte[32];
        for (int at = 0; at < shared.length; at++) {
            shared[at] = (byte) (0x20 + at);
        }
        assertThat(masterSecret(Optional.of(new SecretKeySpec(shared, "TlsPremasterSecret"))))
                .isEqualTo(Bytes.ofHex(MASTER_WITH_SHARED));
    }

    private static Bytes masterSecret(Optional<SecretKey> shared) throws Exception {
        byte[] seed = new byte[0x40];
        for (int at = 0; at < seed.length; at++) {
            seed[at] = (byte) at;
        }
        try (IotSafeApplet card = PskSim.card("standard", Bytes.ofHex(PskSim.COUNTING))) {
            PskStore store = CardPsks.usual(card).store("dev1", PskSim.KEY);
            PskPublicInformation identity = store.getIdentity(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 5684), ServerNames.newInstance());
            assertThat(identity.getPublicInfoAsString()).isEqualTo("dev1");
            PskSecretResult result = store.requestPskSecretResult(
                    ConnectionId.EMPTY,
                    ServerNames.newInstance(),
                    identity,
                    "HmacSHA256",
                    shared.orElse(null),
                    seed,
                    false);
            assertThat(result.isMasterSecret()).isTrue();
            return Bytes.of(result.getSecret().getEncoded());
        }
    }
}
