package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Protocol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Interface reference 1.2 to 1.4: logical channels, class byte, SELECT. */
class ChannelsTest {
    private final SoftwareSim card = SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD));
    private final Reader reader = new Reader(card);

    @Test
    void the_card_assigns_the_lowest_free_channel_1_2() {
        assertThat(reader.send("00 70 00 00 01")).isEqualTo("019000");
        assertThat(reader.send("00 70 00 00 00")).isEqualTo("029000");
        assertThat(reader.send("00 70 80 01")).isEqualTo("9000");
        assertThat(reader.send("00 70 00 00")).isEqualTo("019000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00 70 80 01 00", "00 70 80 01", "01 70 80 01 00"})
    void a_channel_is_closed_in_three_ways_1_2(String close) {
        reader.send("00 70 00 00 01");
        assertThat(reader.send(close)).isEqualTo("9000");
        assertThat(reader.send("81 84 00 00 08")).isEqualTo("6881");
    }

    @Test
    void nineteen_channels_and_no_more_1_2() {
        for (int number = 1; number <= 19; number++) {
            assertThat(reader.send("00 70 00 00 01")).isEqualTo("%02X9000".formatted(number));
        }
        assertThat(reader.send("00 70 00 00 01")).isEqualTo("6A81");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00 70 80 00", "00 70 80 14", "00 70 00 02 01", "00 70 40 01"})
    void channels_that_cannot_be_opened_or_closed_are_wrong_parameters_1_2(String command) {
        assertThat(reader.send(command)).isEqualTo("6A86");
    }

    @Test
    void a_channel_that_is_not_open_cannot_be_closed_1_2() {
        assertThat(reader.send("00 70 80 03")).isEqualTo("6881");
    }

    @Test
    void channels_above_three_have_classes_4c_and_Cc_1_3() {
        for (int number = 1; number <= 5; number++) {
            reader.send("00 70 00 00 01");
        }
        assertThat(reader.send("41 A4 04 00 07 A0000005590010")).isEqualTo("9000");
        assertThat(reader.send("C1 84 00 00 04")).hasSize(12);
        assertThat(reader.send("41 84 00 00 04")).hasSize(12);
        assertThat(reader.send("C0 84 00 00 04")).isEqualTo("6D00"); // channel 4: open, but not selected
        assertThat(reader.send("C2 84 00 00 04")).isEqualTo("6881");
    }

    @Test
    void both_classes_are_answered_1_3() {
        reader.send(Reader.SELECT);
        assertThat(reader.send("80 84 00 00 04")).hasSize(12);
        assertThat(reader.send("00 84 00 00 04")).hasSize(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"04", "0C", "10", "20", "84", "90", "A0", "B0", "E0", "FF"})
    void other_classes_are_unknown_1_3(String cla) {
        assertThat(reader.send(cla + " 84 00 00 04")).isEqualTo("6E00");
    }

    @Test
    void an_absent_application_is_not_found_and_the_default_one_still_answers_1_4() {
        assertThat(reader.send("00 A4 04 00 07 A0000002480400")).isEqualTo("6A82");
        assertThat(reader.send("00 84 00 00 04")).isEqualTo("6D00");
        assertThat(reader.send("80 CB 00 00 44")).isEqualTo("6A86");
        assertThat(reader.send("00 B0 00 00 03 830102")).isEqualTo("6700");
        assertThat(reader.send("80 2A 00 01 0D 840101A101039102000192 0104")).isEqualTo("6D00");
    }

    @Test
    void a_name_may_be_cut_short_but_not_below_its_RID_1_4() {
        assertThat(reader.send("00 A4 04 00 05 A000000559")).isEqualTo("9000");
        assertThat(reader.send("00 A4 04 00 04 A0000005")).isEqualTo("6A82");
        assertThat(reader.send("00 A4 04 00 08 A000000559001001")).isEqualTo("6A82");
    }

    @Test
    void reset_closes_channels_and_deselects_1_2() {
        reader.send(Reader.SELECT);
        reader.send("00 70 00 00 01");
        card.reset();
        assertThat(reader.send("81 84 00 00 04")).isEqualTo("6881");
        assertThat(reader.send("80 84 00 00 04")).isEqualTo("6D00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00A404",
                "00A4040007A00000055900",
                "00A4040007A00000055900100000",
                "00A40400000007A0000005590010",
                "8084000000 0100"
            })
    void lengths_that_are_no_short_APDU_are_refused_ISO_7816_4(String command) {
        assertThat(reader.send(command)).isEqualTo("6700");
    }

    @Test
    void the_answer_to_reset_has_a_right_check_byte_ISO_7816_3() {
        for (Protocol protocol : Protocol.values()) {
            byte[] atr = SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD).protocol(protocol))
                    .atr();
            int sum = 0;
            for (int i = 1; i < atr.length; i++) {
                sum ^= atr[i];
            }
            assertThat(sum).isZero();
            assertThat(atr[1] & 0x0F).isEqualTo(15);
        }
    }
}
