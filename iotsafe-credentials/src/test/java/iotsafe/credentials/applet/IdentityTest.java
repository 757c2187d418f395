package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.QT_APPLICATION;
import static iotsafe.credentials.applet.Vectors.QT_LIST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.apdu.ScriptedCard;
import org.junit.jupiter.api.Test;

/** Which card is it: EF ICCID (ETSI TS 102 221 13.2), or what the applet says of itself. */
class IdentityTest extends CardTest {
    private static ScriptedCard noIccid() {
        return opened().on("00 A4 00 0C 02 3F00", "9000").on("00 A4 00 0C 02 2FE2", "6A82");
    }

    private static CardIdentity of(ScriptedCard card) throws CardException {
        CardIdentity identity = new IotSafeApplet(ScriptedCard.reader(card)).identity();
        card.isFinished();
        return identity;
    }

    @Test
    void is_the_printed_number_read_on_the_basic_channel_and_asked_for_once() throws CardException {
        card.on("00 A4 00 0C 02 3F00", "9000")
                .on("00 A4 00 0C 02 2FE2", "9000")
                .on("00 B0 00 00 0A", "98 44 00 00 00 00 00 00 10 F2 9000");
        assertThat(applet.identity()).isEqualTo(new CardIdentity("iccid:8944000000000000012"));
        applet.identity();
        assertThat(applet.exchanges()).isEqualTo(2 + 3);
        card.isFinished();
    }

    @Test
    void is_a_digest_where_there_is_no_such_number_the_same_before_and_after_a_key_was_generated()
            throws CardException {
        CardIdentity before =
                of(noIccid().on("81 CB 00 00 00", QT_APPLICATION + "9000").on("81 CB 01 00 00", QT_LIST + "9000"));
        CardIdentity after = of(noIccid()
                .on("81 CB 00 00 00", QT_APPLICATION + "9000")
                .on("81 CB 01 00 00", QT_LIST.replace("850200036001024A0100", "850200096001024A0101") + "9000"));
        CardIdentity another = of(noIccid()
                .on("81 CB 00 00 00", QT_APPLICATION.replace("1122", "1123") + "9000")
                .on("81 CB 01 00 00", QT_LIST + "9000"));
        assertThat(before.value()).matches("applet:[0-9a-f]{64}");
        assertThat(after).isEqualTo(before);
        assertThat(another).isNotEqualTo(before);
    }

    @Test
    void digits_that_are_none_are_no_number() throws CardException {
        CardIdentity identity = of(opened().on("00 A4 00 0C 02 3F00", "9000")
                .on("00 A4 00 0C 02 2FE2", "9000")
                .on("00 B0 00 00 0A", "FF".repeat(10) + "9000")
                .on("81 CB 00 00 00", "6D00")
                .on("81 CB 01 00 00", QT_LIST + "9000"));
        assertThat(identity.value()).startsWith("applet:");
    }

    @Test
    void application_data_that_cannot_be_read_is_no_obstacle() throws CardException {
        assertThat(of(noIccid().on("81 CB 00 00 00", "11 FF 9000").on("81 CB 01 00 00", QT_LIST + "9000"))
                        .value())
                .startsWith("applet:");
    }

    @Test
    void a_card_that_says_nothing_of_itself_is_refused() {
        ScriptedCard silent = noIccid().on("81 CB 00 00 00", "6D00").on("81 CB 01 00 00", "9000");
        assertThatThrownBy(() -> of(silent))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("does not tell who it is");
    }
}
