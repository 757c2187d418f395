package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.ScriptedCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Another program closes the channel, or selects something else on it: from then on somebody else answers (interface reference 1.4, 5.5). */
class SharedCardTest {
    private static final String RANDOM = "81 84 00 00 01";
    private static final String GENERATE = "81 B9 00 00 03 84 01 01 00";

    @Test
    void a_6D00_to_what_has_worked_before_is_not_the_applets_and_the_command_is_repeated_on_a_fresh_session()
            throws CardException {
        ScriptedCard before = CardTest.opened().on(RANDOM, "AA9000").on(RANDOM, "6D00");
        ScriptedCard after = CardTest.opened().on(RANDOM, "BB9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        applet.random(1);
        assertThat(applet.random(1)).isEqualTo(CardTest.bytes("BB"));
        after.isFinished();
    }

    @Test
    void a_6D00_again_on_the_fresh_session_is_believed_and_from_then_on_at_once() throws CardException {
        ScriptedCard before = CardTest.opened().on(GENERATE, QT_KEY + "9000").on(RANDOM, "6D00");
        ScriptedCard after = CardTest.opened()
                .on(RANDOM, "6D00")
                .on(GENERATE, QT_KEY + "9000")
                .on(RANDOM, "6D00");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        applet.generateKeyPair(PRIVATE_01);
        assertThatThrownBy(() -> applet.random(1))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("6D00");
        applet.generateKeyPair(PRIVATE_01);
        assertThatThrownBy(() -> applet.random(1)).isInstanceOf(CardException.Refused.class);
        after.isFinished();
    }

    /** Who came between SELECT and the first command would else have the last word for good. */
    @Test
    void a_session_that_begins_with_a_6D00_is_not_kept() throws CardException {
        ScriptedCard before = CardTest.opened().on(RANDOM, "6D00");
        ScriptedCard after = CardTest.opened().on(RANDOM, "BB9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        assertThatThrownBy(() -> applet.random(1)).isInstanceOf(CardException.Refused.class);
        assertThat(applet.random(1)).isEqualTo(CardTest.bytes("BB"));
        after.isFinished();
    }

    /** Nothing was done where nobody knew the command, the class or the channel. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6D00", "6E00", "6881"})
    void a_key_pair_is_asked_for_again_where_the_applet_was_not_there_to_make_it(String status) throws CardException {
        ScriptedCard before = CardTest.opened().on(RANDOM, "AA9000").on(GENERATE, status);
        ScriptedCard after = CardTest.opened().on(GENERATE, QT_KEY + "9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        applet.random(1);
        assertThat(applet.generateKeyPair(PRIVATE_01)).isNotNull();
        after.isFinished();
    }

    /** ISO/IEC 7816-4, GET RESPONSE: 61xx says that the command was done. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6D00", "6881"})
    void a_key_pair_that_was_made_and_whose_answer_is_lost_is_not_asked_for_again(String status) throws CardException {
        ScriptedCard before =
                CardTest.opened().on(RANDOM, "AA9000").on(GENERATE, "614D").on("01 C0 00 00 4D", status);
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, CardTest.opened()));
        applet.random(1);
        assertThatThrownBy(() -> applet.generateKeyPair(PRIVATE_01))
                .isInstanceOf(CardException.Unreachable.class)
                .hasMessageContaining("the rest of the card's answer is lost");
        before.isFinished();
    }

    @Test
    void a_public_half_that_has_to_be_read_is_read_again_without_making_another_pair() throws CardException {
        String read = "81 CD 00 00 03 85 01 07 00";
        ScriptedCard before =
                CardTest.opened().on(GENERATE, "84 01 01 85 01 07 9000").pulledOutAt(read);
        ScriptedCard after = CardTest.opened().on(read, QT_KEY + "9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        assertThat(applet.generateKeyPair(PRIVATE_01).privateKeyUri()).isEqualTo(PRIVATE_01);
        after.isFinished();
    }
}
