package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.PUBLIC_01;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.ScriptedCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of three families: limits, numbers, what an applet leaves open (interface reference 3.1; checklist 14, 16). */
class CommandSessionTest extends CardTest {
    private static final String SIGN_INIT = "81 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 04";
    private static final String SIGN_UPDATE = "81 2B 80 01 22 9E 20" + HASH + "00";
    private static final String SIGN_CLOSE = "81 2A 01 01";
    private static final String SIGNATURE = "33 0040" + QT_SIGNATURE + "9000";
    private static final String VERIFY_INIT = "81 2C 00 01 0D 85 01 01 A1 01 03 91 02 0001 92 01 04";
    private static final String VERIFY_UPDATE = "81 2D 80 01 65 9E 20" + HASH + "33 0040" + QT_SIGNATURE;
    private static final String VERIFY_CLOSE = "81 2C 01 01";

    private void sign() throws CardException {
        applet.sign(PRIVATE_01, bytes(HASH));
    }

    private void verify() throws CardException {
        assertThat(applet.verify(PUBLIC_01, bytes(HASH), bytes(QT_SIGNATURE))).isTrue();
    }

    @Test
    void a_card_that_ends_a_session_at_its_last_block_is_never_asked_to_close_it() throws CardException {
        card.on(SIGN_INIT, "9000")
                .on(SIGN_UPDATE, SIGNATURE)
                .on(VERIFY_INIT, "9000")
                .on(VERIFY_UPDATE, "9000")
                .on(SIGN_INIT, "9000")
                .on(SIGN_UPDATE, SIGNATURE);
        sign();
        verify();
        sign();
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6985", "6A86", "6989"})
    void a_card_with_one_session_that_outlives_its_last_block_is_learnt_to_need_the_close(String status)
            throws CardException {
        card.on(SIGN_INIT, "9000")
                .on(SIGN_UPDATE, SIGNATURE)
                .on(VERIFY_INIT, status)
                .on(SIGN_CLOSE, "9000")
                .on(VERIFY_INIT, "9000")
                .on(VERIFY_UPDATE, "9000")
                .on(VERIFY_CLOSE, "9000")
                .on(SIGN_INIT, "9000")
                .on(SIGN_UPDATE, SIGNATURE);
        sign();
        verify();
        sign();
        card.isFinished();
    }

    @Test
    void a_key_pair_whose_key_is_still_in_a_session_is_generated_once_that_is_closed() throws CardException {
        String generate = "81 B9 00 00 03 84 01 01 00";
        card.on(SIGN_INIT, "9000")
                .on(SIGN_UPDATE, SIGNATURE)
                .on(generate, "6985")
                .on(SIGN_CLOSE, "9000")
                .on(generate, QT_KEY + "9000")
                .on(generate, "6985");
        sign();
        applet.generateKeyPair(PRIVATE_01);
        assertThatThrownBy(() -> applet.generateKeyPair(PRIVATE_01))
                .as("nothing is left open now")
                .hasMessageContaining("a session uses it");
        card.isFinished();
    }

    @Test
    void each_family_has_its_own_number() throws CardException {
        card.on(SIGN_INIT, "9000")
                .on(SIGN_UPDATE, SIGNATURE)
                .on(VERIFY_INIT, "6A86")
                .on(SIGN_CLOSE, "9000")
                .on(VERIFY_INIT, "6A86")
                .on(VERIFY_CLOSE, "6A86")
                .on(VERIFY_INIT, "6A86")
                .on(VERIFY_INIT.replace("81 2C 00 01", "81 2C 00 00"), "9000")
                .on(VERIFY_UPDATE.replace("81 2D 80 01", "81 2D 80 00"), "9000")
                .on(SIGN_INIT, "9000")
                .on(SIGN_UPDATE, SIGNATURE)
                .on(VERIFY_INIT.replace("81 2C 00 01", "81 2C 00 00"), "9000")
                .on(VERIFY_UPDATE.replace("81 2D 80 01", "81 2D 80 00"), "9000");
        sign();
        verify();
        sign();
        verify();
        card.isFinished();
    }

    @Test
    void a_session_left_open_on_a_channel_that_is_gone_is_not_closed_on_the_next_one() throws CardException {
        ScriptedCard before =
                opened().on(SIGN_INIT, "9000").on(SIGN_UPDATE, SIGNATURE).pulledOutAt(VERIFY_INIT);
        ScriptedCard after = opened().on(VERIFY_INIT, "6985")
                .on(VERIFY_CLOSE, "9000")
                .on(VERIFY_INIT, "9000")
                .on(VERIFY_UPDATE, "9000");
        IotSafeApplet twice = new IotSafeApplet(ScriptedCard.reader(before, after));
        twice.sign(PRIVATE_01, bytes(HASH));
        assertThat(twice.verify(PUBLIC_01, bytes(HASH), bytes(QT_SIGNATURE))).isTrue();
        after.isFinished();
    }

    @Test
    void remote_administration_that_ends_during_a_signature_leaves_the_signature_whole() throws CardException {
        card.on(SIGN_INIT, "63CF").on(SIGN_UPDATE, SIGNATURE.replace("9000", "63CF"));
        assertThat(applet.sign(PRIVATE_01, bytes(HASH))).isEqualTo(bytes(QT_SIGNATURE));
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6984", "6989"})
    void remote_administration_that_goes_on_is_refused_after_a_bounded_number_of_exchanges(String status) {
        long[] sent = {0};
        IotSafeApplet busy = new IotSafeApplet(() -> CardConnection.over("a busy card", command -> {
            sent[0]++;
            String answer = command[1] == 0x70 ? "01 9000" : command[1] == (byte) 0xA4 ? "9000" : status;
            return bytes(answer).toArray();
        }));
        assertThatThrownBy(() -> busy.sign(PRIVATE_01, bytes(HASH)))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining(status);
        assertThat(sent[0]).isLessThanOrEqualTo(2 + 2 * 6);
    }
}
