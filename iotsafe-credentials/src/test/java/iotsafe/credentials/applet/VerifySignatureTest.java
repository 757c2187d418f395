package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.PUBLIC_01;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Dialect.Habit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** VERIFY SIGNATURE (interface reference 3.10, 6.7; checklist 11). */
class VerifySignatureTest extends CardTest {
    private static final String INIT = "81 2C 00 01 0D 85 01 01 A1 01 03 91 02 0001 92 01 04";
    private static final String WIDE = "81 2D 80 01 65 9E 20" + HASH + "33 0040" + QT_SIGNATURE;
    private static final String NARROW = "81 2D 80 01 64 9E 20" + HASH + "33 40" + QT_SIGNATURE;
    private static final String CLOSE = "81 2C 01 01";

    private boolean verify() throws CardException {
        return applet.verify(PUBLIC_01, bytes(HASH), bytes(QT_SIGNATURE));
    }

    @Test
    void with_a_key_from_outside_takes_four_exchanges() throws CardException {
        card.on("81 24 00 01 03 85 01 01", "9000")
                .on("81 D8 80 01 47" + QT_KEY, "9000")
                .on(INIT, "9000")
                .on(WIDE, "9000");
        applet.putPublicKey(PUBLIC_01, Vectors.qtKey());
        assertThat(verify()).isTrue();
        assertThat(applet.exchanges()).isEqualTo(2 + 4);
        card.isFinished();
    }

    @Test
    void the_published_signature_is_by_the_published_key() {
        assertThat(EcdsaCheck.isSignedBy(Vectors.qtKey(), bytes(HASH), bytes(QT_SIGNATURE)))
                .isTrue();
        assertThat(EcdsaCheck.isSignedBy(Vectors.qtKey(), Sha256.of(bytes("00").toArray()), bytes(QT_SIGNATURE)))
                .isFalse();
        assertThat(Sha256.of(bytes("0102030405060708").toArray())).isEqualTo(bytes(HASH));
    }

    @Test
    void a_6D01_is_a_no_and_is_not_tried_in_another_form() throws CardException {
        card.on(INIT, "9000").on(WIDE, "6D01").on(CLOSE, "9000");
        assertThat(verify()).isFalse();
        assertThat(applet.dialect().wideSignatureLength())
                .as("a signature misread mismatches too")
                .isEqualTo(Habit.UNTRIED);
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6A80", "6985", "6700"})
    void a_card_that_wants_a_length_of_one_byte_is_remembered(String status) throws CardException {
        card.on(INIT, "9000")
                .on(WIDE, status)
                .on(CLOSE, "9000")
                .on(INIT, "9000")
                .on(NARROW, "9000");
        assertThat(verify()).isTrue();
        assertThat(applet.dialect().wideSignatureLength()).isEqualTo(Habit.NO);
        card.on(INIT, "9000").on(NARROW, "6D01").on(CLOSE, "9000");
        assertThat(verify()).isFalse();
        card.isFinished();
    }

    @Test
    void the_other_form_may_say_no_as_well() throws CardException {
        card.on(INIT, "9000")
                .on(WIDE, "6985")
                .on(CLOSE, "9000")
                .on(INIT, "9000")
                .on(NARROW, "6D01")
                .on(CLOSE, "9000");
        assertThat(verify()).isFalse();
        card.isFinished();
    }

    @ParameterizedTest(name = "signature form {0}")
    @CsvSource({"33 40, NO", "33 0040, YES"})
    void the_form_of_the_card_s_own_signatures_comes_first(String form, Habit wide) throws CardException {
        card.on("81 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 04", "9000")
                .on("81 2B 80 01 22 9E 20" + HASH + "00", form + QT_SIGNATURE + "9000")
                .on(INIT, "9000")
                .on(wide == Habit.YES ? WIDE : NARROW, "9000");
        applet.sign(PRIVATE_01, bytes(HASH));
        assertThat(applet.dialect().wideSignatureLength()).isEqualTo(wide);
        assertThat(verify()).isTrue();
        card.isFinished();
    }

    @Test
    void a_card_that_refuses_both_forms_is_asked_twice_and_answers_neither_yes_nor_no() {
        card.on(INIT, "9000")
                .on(WIDE, "6A80")
                .on(CLOSE, "9000")
                .on(INIT, "9000")
                .on(NARROW, "6985")
                .on(CLOSE, "9000");
        assertThatThrownBy(this::verify)
                .isInstanceOf(CardException.Refused.class)
                .hasMessageStartingWith("VERIFY SIGNATURE iotsafe:type=public;id=01: 6A80");
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6300", "6F00", "6984", "6982"})
    void any_other_status_is_neither_yes_nor_no(String status) {
        card.on(INIT, "9000").on(WIDE, status).on(CLOSE, "9000");
        assertThatThrownBy(this::verify)
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining(status);
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"910B", "63CF"})
    void a_success_by_another_name_is_a_yes(String status) throws CardException {
        card.on(INIT, "9000").on(WIDE, status);
        assertThat(verify()).isTrue();
        card.isFinished();
    }

    @Test
    void an_instruction_that_the_applet_lacks_is_refused_at_INIT() {
        card.on(INIT, "6D00");
        assertThatThrownBy(this::verify).hasMessageContaining("this applet does not offer it");
    }

    @Test
    void only_a_public_container_and_whole_inputs_are_taken() {
        assertThatThrownBy(() -> applet.verify(PRIVATE_01, bytes(HASH), bytes(QT_SIGNATURE)))
                .hasMessageContaining("write type=public");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> applet.verify(PUBLIC_01, bytes("00"), bytes(QT_SIGNATURE)));
        assertThatIllegalArgumentException().isThrownBy(() -> applet.verify(PUBLIC_01, bytes(HASH), bytes("00")));
    }
}
