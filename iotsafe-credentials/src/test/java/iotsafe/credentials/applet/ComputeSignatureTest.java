package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static iotsafe.credentials.applet.Vectors.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COMPUTE SIGNATURE, mode 03 (interface reference 3.1, 3.9; checklist 10, 14). */
class ComputeSignatureTest extends CardTest {
    private static final String R = QT_SIGNATURE.substring(0, 64);
    private static final String S = QT_SIGNATURE.substring(64);
    private static final String FORM_A = "33 0040" + QT_SIGNATURE + "9000";

    /** 64 bytes that are a signature as they stand, and the DER form of another one. */
    private static final String TWO_FACED = "303E021D67BA82FA35F79B6ED1F9053904652509B8F52972B481AD6D8BD538FAF9"
            + "021D21CCB184733986A60765AC93CD52A8A16D0FBC4C20F736E00C4E12DB13";
    /** Recovered from the signature as it stands, over {@link Vectors#HASH}. */
    private static final String KEY_IF_RAW = "04AF69BFF8ECE24B6CE4A559C09504355A5C114EC33ED128C7F3D8C4539940DD16"
            + "9F7A7E8C769C5B9B3671D10286D0BA2F2918E7F3D87170D67F39AC8D2293F72F";
    /** Recovered from the signature in the DER form. */
    private static final String KEY_IF_DER = "0458D0E5734364E11AC3B7677B9480B238A2263A43CB117ECBDBD9F3C0682AF3F9"
            + "BA90B66AA618E748333CBDBDEC1552E7392B6DDB980C7157E8B4420BB66E367E";

    private void init(int session, String status) {
        card.on("81 2A 00 %02X 0D 84 01 01 A1 01 03 91 02 0001 92 01 04".formatted(session), status);
    }

    private void update(int session, String answer) {
        card.on("81 2B 80 %02X 22 9E 20 %s 00".formatted(session, HASH), answer);
    }

    private void close(int session, String status) {
        card.on("81 2A 01 %02X".formatted(session), status);
    }

    private Bytes sign() throws CardException {
        return applet.sign(PRIVATE_01, bytes(HASH));
    }

    @Test
    void takes_two_exchanges_and_does_not_close_after_success() throws CardException {
        init(1, "9000");
        update(1, FORM_A);
        init(1, "9000");
        update(1, FORM_A);
        assertThat(sign()).isEqualTo(bytes(QT_SIGNATURE));
        assertThat(sign()).isEqualTo(bytes(QT_SIGNATURE));
        assertThat(applet.exchanges()).isEqualTo(2 + 2 + 2);
        card.isFinished();
    }

    @Test
    void a_visible_61_43_is_fetched_as_on_the_Zariot_card() throws CardException {
        init(1, "9000");
        update(1, "61 43");
        card.on("01 C0 00 00 43", FORM_A);
        assertThat(sign()).isEqualTo(bytes(QT_SIGNATURE));
        card.isFinished();
    }

    @Test
    void a_key_is_named_by_its_label_as_well() throws CardException {
        card.on("81 2A 00 01 0E 74 02 3131 A1 01 03 91 02 0001 92 01 04", "9000");
        update(1, FORM_A);
        applet.sign(uri("iotsafe:type=private;label=11"), bytes(HASH));
        card.isFinished();
    }

    @ParameterizedTest(name = "form {0}")
    @CsvSource({
        "A, 330040" + "#R#S",
        "B, 3340" + "#R#S",
        "C, 334730450220#R022100#S",
        "D, 33004730450220#R022100#S",
        "E, 338140#R#S",
        "E in two bytes, 33820040#R#S",
    })
    void every_form_of_the_answer_is_read(String form, String answer) throws CardException {
        init(1, "9000");
        update(1, answer.replace("#R", R).replace("#S", S) + "9000");
        assertThat(sign()).isEqualTo(bytes(QT_SIGNATURE));
    }

    @Test
    void short_numbers_of_DER_are_filled_up_on_the_left() throws CardException {
        assertThat(SignatureAnswer.read(bytes("33 08 30 06 02 01 05 02 01 07")).readings())
                .containsExactly(bytes("00".repeat(31) + "05" + "00".repeat(31) + "07"));
    }

    @ParameterizedTest(name = "answer {0}.")
    @ValueSource(
            strings = {
                "",
                "33",
                "3300",
                "3340",
                "34 00",
                "33 41 00",
                "33 02 30 00",
                "33 08 30 06 02 01 85 02 01 07",
                "33 08 30 06 02 01 00 02 01 07",
                "33 09 30 07 02 01 05 02 01 07 00",
                "33 81 01",
                "33 82 00"
            })
    void what_is_no_signature_is_unreadable(String answer) {
        assertThatThrownBy(() -> SignatureAnswer.read(bytes(answer)).readings())
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessageStartingWith("answer of COMPUTE SIGNATURE: byte ");
    }

    @Test
    void numbers_out_of_the_curve_s_range_are_unreadable() {
        assertThatThrownBy(() -> SignatureAnswer.read(bytes("33 40" + "FF".repeat(32) + S))
                        .readings())
                .isInstanceOf(CardException.Unreadable.class);
        assertThatThrownBy(() -> SignatureAnswer.read(bytes("33 40" + R + "00".repeat(32)))
                        .readings())
                .isInstanceOf(CardException.Unreadable.class);
    }

    @Test
    void an_answer_with_two_readings_is_decided_by_the_public_key() throws CardException {
        for (String key : new String[] {KEY_IF_RAW, KEY_IF_DER}) {
            init(1, "9000");
            update(1, "33 40" + TWO_FACED + "9000");
            card.on("81 CB 01 00 00", "74 01 41 84 01 01 75 01 41 85 01 02 9000")
                    .on("81 CD 00 00 03 85 01 02 00", key + "9000");
        }
        assertThat(sign()).isEqualTo(bytes(TWO_FACED));
        assertThat(sign()).isEqualTo(bytes("000000" + TWO_FACED.substring(8, 66) + "000000" + TWO_FACED.substring(70)));
        card.isFinished();
    }

    @Test
    void an_answer_that_no_reading_of_verifies_is_unreadable() {
        init(1, "9000");
        update(1, "33 40" + TWO_FACED + "9000");
        card.on("81 CB 01 00 00", "74 01 41 84 01 01 75 01 41 85 01 02 9000")
                .on("81 CD 00 00 03 85 01 02 00", Vectors.QT_POINT + "9000");
        assertThatThrownBy(this::sign).hasMessageContaining("no reading of it verifies");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6985", "6A86"})
    void a_session_left_open_by_an_earlier_crash_is_closed_once(String status) throws CardException {
        init(1, status);
        close(1, "9000");
        init(1, "9000");
        update(1, FORM_A);
        assertThat(sign()).isEqualTo(bytes(QT_SIGNATURE));
        card.isFinished();
    }

    @Test
    void a_card_that_knows_session_0_only_is_remembered() throws CardException {
        init(1, "6A86");
        close(1, "6A86");
        init(1, "6A86");
        init(0, "9000");
        update(0, FORM_A);
        init(0, "9000");
        update(0, FORM_A);
        sign();
        sign();
        card.isFinished();
    }

    @Test
    void an_empty_key_is_refused_after_a_bounded_search_for_a_session() {
        for (int session : new int[] {1, 0}) {
            init(session, "6985");
            close(session, "6985");
            init(session, "6985");
        }
        assertThatThrownBy(this::sign)
                .isInstanceOf(CardException.Refused.class)
                .hasMessageStartingWith("COMPUTE SIGNATURE iotsafe:type=private;id=01: 6985")
                .hasMessageContaining("generate a key pair first");
        card.isFinished();
    }

    @Test
    void an_unknown_key_is_refused_at_once() {
        init(1, "6A82");
        assertThatThrownBy(this::sign).isInstanceOf(CardException.Refused.class).hasMessageContaining("card inspect");
        card.isFinished();
    }

    @Test
    void after_an_error_inside_the_session_it_is_closed() {
        init(1, "9000");
        update(1, "6A80");
        close(1, "9000");
        assertThatThrownBy(this::sign).isInstanceOf(CardException.Refused.class).hasMessageContaining("6A80");
        card.isFinished();
    }

    @Test
    void a_card_that_refuses_Le_and_drops_the_session_with_it_still_signs() throws CardException {
        init(1, "9000");
        update(1, "6700");
        card.on("81 2B 80 01 22 9E 20" + HASH, "6985");
        close(1, "9000");
        init(1, "9000");
        card.on("81 2B 80 01 22 9E 20" + HASH, FORM_A);
        assertThat(sign()).isEqualTo(bytes(QT_SIGNATURE));
        card.isFinished();
    }

    @Test
    void a_hash_of_another_length_is_our_mistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> applet.sign(PRIVATE_01, bytes("00")));
    }
}
