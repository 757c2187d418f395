package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.SECRET_01;
import static iotsafe.credentials.applet.Vectors.uri;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import java.security.GeneralSecurityException;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COMPUTE PRF (interface reference 3.12, 6.5; RFC 5246 section 5, RFC 4279 section 2, RFC 5489 section 2). */
class ComputePrfTest extends CardTest {
    /** The vectors of Thales' unit test, recomputed here: a master secret, then the key block derived from it. */
    private static final Bytes PRE_MASTER = bytes("C0485B054863F6DFA458789768B9035C6CACB160DD1A01834811F5783309DB81");

    private static final Bytes EXTENDED =
            labelled("extended master secret", "CE15B44D68440B652624244DB8D2FB7DD601C759E9EB627FB10529AB0DB76049");
    private static final Bytes MASTER = bytes(
            "A1F02A766DA04C8FD83A40E358267528F8D815C48E3DC353D55FE3861C350622" + "C78B48FE6F49F6E13E1B6B175CFE59FB");
    private static final Bytes EXPANSION = labelled(
            "key expansion",
            "CB52E451A752CA812EA9646F2E5A0EC138C3D4D8AEFA744E17F0149986745081"
                    + "5DCADEED3917D046311A4B5D73BBD75E500CE963A7D05D8122EA9745F2E0D9E9");
    private static final String KEY_BLOCK_START = "ED6C6644C075653F1919FD05A11A93C8057267B9C2CBD09E6D8882B355473E8E";
    private static final String KEY_BLOCK_END = "2D80D1E7D3DA69669877125B8C0B41";

    /** "master secret", then 00 01 … 3F. */
    private static final Bytes LABEL_AND_SEED =
            labelled("master secret", counting(0x00, 0x40).toHex());

    private static final Bytes PSK = counting(0x00, 0x10);
    private static final Bytes SHARED = counting(0x20, 0x20);
    private static final String WITH_PSK =
            "DEB5EA0AABB5A89D2DBE02561ADA3CED3FF6626813425BDDAED85718423F4EDD" + "0B9EA64C8942DDD47E38D4F3C4CA710C";
    private static final String WITH_ECDHE_PSK =
            "143FD1B8871523C7A8A7FE5D55B3A2F672028EC3C1D61A10A482A909EE72248C" + "E0A14503D17ADEF66118B91EBA7CE8CB";

    private static Bytes labelled(String label, String seed) {
        return Bytes.concat(Bytes.of(label.getBytes(US_ASCII)), bytes(seed));
    }

    private static Bytes counting(int from, int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at++) {
            bytes[at] = (byte) (from + at);
        }
        return Bytes.of(bytes);
    }

    private static Secret secret(Bytes content) {
        return Secret.of(content.toArray());
    }

    private static Bytes content(Secret secret) {
        return Bytes.of(secret.toArray());
    }

    @Test
    void mode_00_extended_master_secret_in_one_exchange() throws Exception {
        card.on("81 48 00 00 5D D1 20" + PRE_MASTER + "D2 36" + EXTENDED + "D3 01 30 00", MASTER + "9000");
        assertThat(content(applet.prf(secret(PRE_MASTER), EXTENDED, 48)))
                .isEqualTo(MASTER)
                .isEqualTo(SoftKeys.prf(PRE_MASTER, EXTENDED, 48));
        assertThat(applet.exchanges()).isEqualTo(2 + 1);
        card.isFinished();
    }

    @Test
    void mode_00_key_block_of_255_bytes() throws Exception {
        Bytes block = SoftKeys.prf(MASTER, EXPANSION, 255);
        assertThat(block.toHex()).startsWith(KEY_BLOCK_START).endsWith(KEY_BLOCK_END);
        card.on("81 48 00 00 84 D1 30" + MASTER + "D2 4D" + EXPANSION + "D3 01 FF 00", block + "9000");
        assertThat(content(applet.prf(secret(MASTER), EXPANSION, 255))).isEqualTo(block);
        card.isFinished();
    }

    @Test
    void mode_01_names_the_PSK_that_stays_on_the_card() throws Exception {
        Bytes preMaster = Bytes.concat(bytes("0010"), Bytes.of(new byte[16]), bytes("0010"), PSK);
        assertThat(SoftKeys.prf(preMaster, LABEL_AND_SEED, 48)).isEqualTo(bytes(WITH_PSK));
        card.on("81 48 01 00 55 86 01 01 D2 4D" + LABEL_AND_SEED + "D3 01 30 00", WITH_PSK + "9000");
        assertThat(content(applet.prf(SECRET_01, Optional.empty(), LABEL_AND_SEED, 48)))
                .isEqualTo(bytes(WITH_PSK));
        assertThat(applet.exchanges()).isEqualTo(2 + 1);
        card.isFinished();
    }

    @Test
    void mode_02_adds_the_shared_secret() throws Exception {
        Bytes preMaster = Bytes.concat(bytes("0020"), SHARED, bytes("0010"), PSK);
        assertThat(SoftKeys.prf(preMaster, LABEL_AND_SEED, 48)).isEqualTo(bytes(WITH_ECDHE_PSK));
        card.on(
                "81 48 02 00 77 86 01 01 D4 20" + SHARED + "D2 4D" + LABEL_AND_SEED + "D3 01 30 00",
                WITH_ECDHE_PSK + "9000");
        assertThat(content(applet.prf(SECRET_01, Optional.of(secret(SHARED)), LABEL_AND_SEED, 48)))
                .isEqualTo(bytes(WITH_ECDHE_PSK));
        card.isFinished();
    }

    @Test
    void a_PSK_is_named_by_its_label_as_well() throws CardException {
        card.on("81 48 01 00 0A 76 02 3333 D2 01 AA D3 01 02 00", "BBCC 9000");
        applet.prf(uri("iotsafe:type=secret;label=33"), Optional.empty(), bytes("AA"), 2);
        card.isFinished();
    }

    @Test
    void a_visible_61_10_is_fetched_as_on_the_Zariot_card() throws CardException {
        card.on("81 48 01 00 09 86 01 01 D2 01 AA D3 01 10 00", "61 10").on("01 C0 00 00 10", "C7".repeat(16) + "9000");
        assertThat(applet.prf(SECRET_01, Optional.empty(), bytes("AA"), 16).length())
                .isEqualTo(16);
        card.isFinished();
    }

    @Test
    void a_card_that_has_mode_00_alone_is_refused_for_a_PSK_in_one_sentence() {
        card.on("81 48 01 00 09 86 01 01 D2 01 AA D3 01 10 00", "6A86");
        assertThatThrownBy(() -> applet.prf(SECRET_01, Optional.empty(), bytes("AA"), 16))
                .isInstanceOf(CardException.Refused.class)
                .hasMessage(
                        "COMPUTE PRF iotsafe:type=secret;id=01: 6A86 (incorrect P1 P2, or offset out of bounds); "
                                + "this applet computes over no secret of its own (mode 01), so that a PSK cannot stay on it: use a card that does, or a certificate");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"6D00, does not offer it", "6985, have a PSK written to it", "6A82, card inspect"})
    void a_refusal_says_what_to_do(String status, String hint) {
        card.on("81 48 01 00 09 86 01 01 D2 01 AA D3 01 10 00", status);
        assertThatThrownBy(() -> applet.prf(SECRET_01, Optional.empty(), bytes("AA"), 16))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining(hint);
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 47, 49})
    void an_answer_of_another_length_is_unreadable_and_not_shown(int length) {
        card.on("81 48 00 00 09 D1 01 AA D2 01 BB D3 01 30 00", "C7".repeat(length) + "9000");
        assertThatThrownBy(() -> applet.prf(Secret.of((byte) 0xAA), bytes("BB"), 48))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessage("answer of COMPUTE PRF: byte 0: %d bytes where 48 were to come".formatted(length));
    }

    @Test
    void what_fits_in_one_command_goes_and_one_byte_more_is_our_mistake() throws CardException {
        Bytes longest = Bytes.of(new byte[216]);
        card.on("81 48 00 00 FF D1 20" + PRE_MASTER + "D2 D8" + longest + "D3 01 01 00", "AA 9000");
        applet.prf(secret(PRE_MASTER), longest, 1);
        card.isFinished();
        Bytes longer = Bytes.of(new byte[217]);
        assertThatIllegalArgumentException().isThrownBy(() -> applet.prf(secret(PRE_MASTER), longer, 1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> applet.prf(SECRET_01, Optional.of(secret(SHARED)), Bytes.of(new byte[214]), 1));
    }

    @Test
    void a_longest_PSK_command_fits_too() throws CardException {
        Bytes longest = Bytes.of(new byte[213]);
        card.on("81 48 02 00 FF 86 01 01 D4 20" + SHARED + "D2 D5" + longest + "D3 01 01 00", "AA 9000");
        applet.prf(SECRET_01, Optional.of(secret(SHARED)), longest, 1);
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {0, 256})
    void an_output_has_1_to_255_bytes(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> applet.prf(secret(PSK), bytes("AA"), length));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> applet.prf(SECRET_01, Optional.empty(), bytes("AA"), length));
    }

    @Test
    void a_label_is_needed_and_only_a_secret_container_is_a_PSK() {
        assertThatIllegalArgumentException().isThrownBy(() -> applet.prf(secret(PSK), Bytes.EMPTY, 1));
        assertThatThrownBy(() -> applet.prf(PRIVATE_01, Optional.empty(), bytes("AA"), 1))
                .hasMessageContaining("write type=secret");
    }

    @Test
    void the_test_s_own_PRF_is_that_of_RFC_5246() throws GeneralSecurityException {
        assertThat(SoftKeys.prf(PRE_MASTER, EXTENDED, 48)).isEqualTo(MASTER);
    }
}
