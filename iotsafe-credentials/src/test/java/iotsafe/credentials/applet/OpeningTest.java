package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.QT_APPLICATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.ScriptedCard;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** MANAGE CHANNEL and SELECT (interface reference 1.1, 1.2, 1.4; checklist 1, 3). */
class OpeningTest {
    private static final String THALES = "A00000003053F12401770101495341";
    private final ScriptedCard card = new ScriptedCard();
    private final IotSafeApplet applet = new IotSafeApplet(ScriptedCard.reader(card));

    @Test
    void nothing_is_sent_before_the_first_call() {
        applet.close();
        assertThat(applet.exchanges()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"90 00", "91 0B", "61 2A", "9F 10"})
    void SELECT_succeeds_with_these_and_nothing_is_fetched(String status) throws CardException {
        card.on("00 70 00 00 01", "01 90 00")
                .on("01 A4 04 00 07 A0000005590010", status)
                .on("81 84 00 00 01", "AA 90 00");
        applet.random(1);
        card.isFinished();
    }

    @Test
    void SELECT_is_repeated_with_Le_when_the_card_wants_one() throws CardException {
        card.on("00 70 00 00 01", "01 90 00")
                .on("01 A4 04 00 07 A0000005590010", "67 00")
                .on("01 A4 04 00 07 A0000005590010 00", "90 00")
                .on("81 84 00 00 01", "AA 90 00");
        applet.random(1);
        card.isFinished();
    }

    @ParameterizedTest(name = "channel {0}")
    @CsvSource({"01,01,81", "02,02,82", "04,40,C0", "13,4F,CF"})
    void the_channel_is_the_one_the_card_names(String number, String interindustry, String proprietary)
            throws CardException {
        card.on("00 70 00 00 01", number + "91 05")
                .on(interindustry + "A4 04 00 07 A0000005590010", "90 00")
                .on(proprietary + "84 00 00 01", "AA 90 00")
                .on("00 70 80 " + number, "90 00");
        applet.random(1);
        applet.close();
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"90 00", "00 90 00", "14 90 00"})
    void no_number_is_no_channel(String answer) {
        card.on("00 70 00 00 01", answer);
        assertThatThrownBy(() -> applet.random(1))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessageContaining("a channel number from 1 to 19 is needed");
    }

    @Test
    void no_free_channel_is_refused_with_what_to_do() {
        card.on("00 70 00 00 01", "6A 81");
        assertThatThrownBy(() -> applet.random(1))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("6A81 (function not supported, or no logical channel left)")
                .hasMessageContaining("another program");
    }

    @Test
    void the_three_known_names_are_tried_and_an_older_one_must_show_that_it_is_IoT_SAFE() throws CardException {
        card.on("00 70 00 00 01", "01 90 00")
                .on("01 A4 04 00 07 A0000005590010", "6A 82")
                .on("01 A4 04 00 0F" + THALES, "90 00")
                .on("81 CB 00 00 00", QT_APPLICATION + "90 00")
                .on("81 84 00 00 01", "AA 90 00");
        applet.random(1);
        card.isFinished();
    }

    @Test
    void a_driving_licence_under_the_early_name_is_not_taken_for_the_applet() {
        card.on("00 70 00 00 01", "01 90 00")
                .on("01 A4 04 00 07 A0000005590010", "6A 82")
                .on("01 A4 04 00 0F" + THALES, "6A 82")
                .on("01 A4 04 00 07 A0000002480400", "90 00")
                .on("81 CB 00 00 00", "6E 00")
                .on("01 CB 00 00 00", "6D 00")
                .on("01 CB 01 00 00", "6D 00")
                .on("00 70 80 01", "90 00");
        assertThatThrownBy(() -> applet.random(1))
                .isInstanceOf(CardException.Refused.class)
                .hasMessage(
                        "no IoT SAFE applet on the card in the scripted reader; insert a SIM that has one, or set its application identifier (card.applet) if the issuer uses another");
        card.isFinished();
    }

    @Test
    void an_applet_without_application_data_is_confirmed_by_its_list() throws CardException {
        card.on("00 70 00 00 01", "01 90 00")
                .on("01 A4 04 00 07 A0000005590010", "6A 82")
                .on("01 A4 04 00 0F" + THALES, "90 00")
                .on("81 CB 00 00 00", "6D 00")
                .on("81 CB 01 00 00", "83 01 01 90 00")
                .on("81 84 00 00 01", "AA 90 00");
        applet.random(1);
        card.isFinished();
    }

    @Test
    void a_configured_name_is_the_only_one_and_needs_no_confirmation() throws CardException {
        ScriptedCard own = new ScriptedCard()
                .on("00 70 00 00 01", "01 90 00")
                .on("01 A4 04 00 05 A000000099", "90 00")
                .on("81 84 00 00 01", "AA 90 00");
        new IotSafeApplet(ScriptedCard.reader(own), Optional.of(Bytes.ofHex("A000000099"))).random(1);
        own.isFinished();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new IotSafeApplet(ScriptedCard.reader(own), Optional.of(Bytes.ofHex("A0"))));
    }

    @Test
    void of_several_readers_the_first_whose_card_has_the_applet_is_taken() throws CardException {
        ScriptedCard bankCard = new ScriptedCard()
                .on("00 70 00 00 01", "01 90 00")
                .on("01 A4 04 00 07 A0000005590010", "6A 82")
                .on("01 A4 04 00 0F" + THALES, "6A 82")
                .on("01 A4 04 00 07 A0000002480400", "6A 82")
                .on("00 70 80 01", "90 00");
        ScriptedCard sim = CardTest.opened().on("81 84 00 00 01", "AA 90 00");
        CardReader all = several(
                () -> {
                    throw new IOException("no card in reader A: insert the SIM");
                },
                () -> CardConnection.over("reader B", bankCard),
                () -> CardConnection.over("reader C", sim));
        new IotSafeApplet(all).random(1);
        bankCard.isFinished();
        sim.isFinished();
    }

    @Test
    void no_card_in_any_reader_is_unreachable_with_the_reader_s_own_sentence() {
        CardReader all = several(() -> {
            throw new IOException("no card in reader A: insert the SIM");
        });
        assertThatThrownBy(() -> new IotSafeApplet(all).random(1))
                .isInstanceOf(CardException.Unreachable.class)
                .hasMessage("no card in reader A: insert the SIM");
    }

    private static CardReader several(CardReader... readers) {
        return new CardReader() {
            @Override
            public CardConnection open() throws IOException {
                return readers[0].open();
            }

            @Override
            public List<CardReader> candidates() {
                return List.of(readers);
            }
        };
    }
}
