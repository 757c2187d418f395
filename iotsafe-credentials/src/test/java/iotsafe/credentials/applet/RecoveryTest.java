package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.FILE_02;
import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.ScriptedCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A session that breaks, and objects that a server changes meanwhile (interface reference 4, 5.5; checklist 16). */
class RecoveryTest {
    private static final String RANDOM = "81 84 00 00 01";

    private static ScriptedCard withIccid(ScriptedCard card, String iccid) {
        return card.on("00 A4 00 0C 02 3F00", "9000")
                .on("00 A4 00 0C 02 2FE2", "9000")
                .on("00 B0 00 00 0A", iccid + "9000");
    }

    @Test
    void a_read_is_repeated_on_a_fresh_session_within_the_same_call() throws CardException {
        ScriptedCard before = CardTest.opened().on(RANDOM, "AA9000").pulledOutAt(RANDOM);
        ScriptedCard after = CardTest.opened().on(RANDOM, "BB9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        applet.random(1);
        assertThat(applet.random(1)).isEqualTo(CardTest.bytes("BB"));
        assertThat(applet.exchanges()).isEqualTo(2 + 2 + 2 + 1);
        after.isFinished();
    }

    @Test
    void a_signature_is_repeated_from_its_INIT() throws CardException {
        String init = "81 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 04";
        String update = "81 2B 80 01 22 9E 20" + HASH + "00";
        ScriptedCard before = CardTest.opened().on(init, "9000").pulledOutAt(update);
        ScriptedCard after = CardTest.opened().on(init, "9000").on(update, "33 40" + QT_SIGNATURE + "9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        assertThat(applet.sign(PRIVATE_01, CardTest.bytes(HASH))).isEqualTo(CardTest.bytes(QT_SIGNATURE));
        after.isFinished();
    }

    @Test
    void a_key_pair_is_never_generated_twice_by_one_call() throws CardException {
        String generate = "81 B9 00 00 03 84 01 01 00";
        ScriptedCard before = CardTest.opened().pulledOutAt(generate);
        ScriptedCard after = CardTest.opened().on(generate, QT_KEY + "9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        assertThatThrownBy(() -> applet.generateKeyPair(PRIVATE_01))
                .isInstanceOf(CardException.Unreachable.class)
                .hasMessage("GENERATE KEY PAIR iotsafe:type=private;id=01: no answer: pulled out");
        assertThat(applet.generateKeyPair(PRIVATE_01))
                .as("the next call opens a fresh session")
                .isNotNull();
    }

    @Test
    void two_failures_in_a_row_are_the_caller_s_matter() {
        ScriptedCard first = CardTest.opened().pulledOutAt(RANDOM);
        ScriptedCard second = CardTest.opened().pulledOutAt(RANDOM);
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(first, second));
        assertThatThrownBy(() -> applet.random(1)).isInstanceOf(CardException.Unreachable.class);
        assertThatThrownBy(() -> applet.random(1)).hasMessage("no card in the scripted reader: insert one");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"6881", "6E00"})
    void a_channel_that_a_modem_s_reset_closed_is_opened_again(String status) throws CardException {
        ScriptedCard before = CardTest.opened().on(RANDOM, "AA9000").on(RANDOM, status);
        ScriptedCard after = CardTest.opened().on(RANDOM, "BB9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        applet.random(1);
        assertThat(applet.random(1)).isEqualTo(CardTest.bytes("BB"));
    }

    @Test
    void the_same_card_is_recognised_and_used() throws CardException {
        String iccid = "98440000000000001002";
        ScriptedCard before = withIccid(CardTest.opened(), iccid).pulledOutAt(RANDOM);
        ScriptedCard after = withIccid(CardTest.opened(), iccid).on(RANDOM, "BB9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        applet.identity();
        assertThat(applet.random(1)).isEqualTo(CardTest.bytes("BB"));
        after.isFinished();
    }

    @Test
    void another_card_is_refused_until_the_first_is_back() throws CardException {
        ScriptedCard first =
                withIccid(CardTest.opened(), "98440000000000001002").pulledOutAt(RANDOM);
        ScriptedCard other =
                withIccid(CardTest.opened(), "98440000000000002002").on("00 70 80 01", "9000");
        ScriptedCard again =
                withIccid(CardTest.opened(), "98440000000000001002").on(RANDOM, "AA9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(first, other, again));
        applet.identity();
        assertThatThrownBy(() -> applet.random(1))
                .isInstanceOf(CardException.Unreachable.class)
                .hasMessage(
                        "the card in the scripted reader is now iccid:89440000000000000220, it was iccid:89440000000000000120; put the first one back, or restart the agent to use the new one");
        other.isFinished();
        applet.random(1);
        again.isFinished();
    }

    @Test
    void what_was_learnt_of_a_card_makes_its_next_session_cheap() throws CardException {
        ScriptedCard before = CardTest.opened()
                .on(RANDOM, "6E00")
                .on("01 84 00 00 01", "AA9000")
                .pulledOutAt("01 84 00 00 01");
        ScriptedCard after = CardTest.opened().on("01 84 00 00 01", "BB9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(before, after));
        applet.random(1);
        applet.random(1);
        after.isFinished();
    }

    @Test
    void a_6989_is_asked_once_more_and_then_refused() throws CardException {
        String read = "81 B0 00 00 03 83 01 02 00";
        ScriptedCard card = CardTest.opened()
                .on(read, "6989")
                .on(read, "30 81 01 AA 9000")
                .on(read, "6989")
                .on(read, "6989");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(card));
        assertThat(applet.readFile(FILE_02)).isEqualTo(CardTest.bytes("308101AA"));
        assertThatThrownBy(() -> applet.readFile(FILE_02))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("a remote server has changed this object");
        card.isFinished();
    }

    @Test
    void a_6984_is_left_to_the_caller_s_patience() {
        ScriptedCard card = CardTest.opened().on("81 B0 00 00 03 83 01 02 00", "6984");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(card));
        assertThatThrownBy(() -> applet.readFile(FILE_02)).hasMessageContaining("try again in a minute");
        card.isFinished();
    }

    @Test
    void a_63CF_is_a_success_after_which_all_is_learnt_anew() throws CardException {
        ScriptedCard card = CardTest.opened()
                .on(RANDOM, "6E00")
                .on("01 84 00 00 01", "AA63CF")
                .on(RANDOM, "BB9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(card));
        assertThat(applet.random(1)).isEqualTo(CardTest.bytes("AA"));
        assertThat(applet.random(1)).isEqualTo(CardTest.bytes("BB"));
        card.isFinished();
    }

    @Test
    void after_close_no_card_is_opened_again() throws CardException {
        ScriptedCard card = CardTest.opened().on(RANDOM, "AA9000").on("00 70 80 01", "9000");
        IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(card, CardTest.opened()));
        applet.random(1);
        applet.close();
        applet.close();
        card.isFinished();
        assertThatThrownBy(() -> applet.random(1)).hasMessageContaining("let go of");
    }
}
