package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** ETSI TS 102 221: the number of the card on the basic channel. */
class UiccFilesTest {
    private final Reader reader =
            new Reader(SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD).iccid("8988211000000000012")));

    @Test
    void the_ICCID_is_ten_bytes_of_swapped_digits_13_2() {
        assertThat(reader.send("00 A4 00 0C 02 3F00")).isEqualTo("9000");
        assertThat(reader.send("00 A4 00 0C 02 2FE2")).isEqualTo("9000");
        assertThat(reader.send("00 B0 00 00 0A")).isEqualTo("988812010000000010F2" + "9000");
        assertThat(reader.send("00 B0 00 00 00")).isEqualTo("988812010000000010F2" + "9000");
        assertThat(reader.send("00 B0 00 08 00")).isEqualTo("10F2" + "9000");
        assertThat(reader.send("00 B0 00 0A 00")).isEqualTo("6B00");
    }

    @Test
    void control_parameters_say_the_size_11_1_1_3() {
        assertThat(reader.send("00 A4 00 04 02 2FE2 00"))
                .isEqualTo("621482024121" + "83022FE2" + "8A0105" + "8B032F0601" + "8002000A" + "9000");
        assertThat(reader.send("00 A4 08 04 02 2FE2 00")).startsWith("62");
    }

    @Test
    void what_is_not_there_is_refused() {
        assertThat(reader.send("00 B0 00 00 0A")).isEqualTo("6986");
        assertThat(reader.send("00 A4 00 0C 02 6F07")).isEqualTo("6A82");
        assertThat(reader.send("00 A4 00 00 02 2FE2")).isEqualTo("6A86");
        assertThat(reader.send("00 A4 02 0C 02 2FE2")).isEqualTo("6A86");
        assertThat(reader.send("00 A4 00 0C 01 2F")).isEqualTo("6700");
        assertThat(reader.send("00 20 00 01 08 3030303030303030")).isEqualTo("6D00");
    }

    @Test
    void the_applet_has_no_files_to_select() {
        reader.send(Reader.SELECT);
        assertThat(reader.send("00 A4 00 0C 02 3F00")).isEqualTo("6D00");
    }

    /** ETSI TS 101 220: whoever selects the USIM on a channel takes the applet away from it. */
    @Test
    void to_select_the_USIM_is_to_select_the_files() {
        reader.send(Reader.SELECT);
        assertThat(reader.send("00 A4 04 00 0C A0000000871002FF49FF0589")).isEqualTo("9000");
        assertThat(reader.send("00 84 00 00 01")).isEqualTo("6D00");
        assertThat(reader.send("00 A4 00 0C 02 3F00")).isEqualTo("9000");
    }

    @Test
    void a_random_number_has_a_right_check_digit_E_118() {
        String iccid = SimMemory.blank(Profile.STANDARD).iccid();
        int sum = 0;
        for (int i = 0; i < iccid.length(); i++) {
            int digit = Character.digit(iccid.charAt(iccid.length() - 1 - i), 10);
            int weighted = i % 2 == 1 ? digit * 2 : digit;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        assertThat(iccid).hasSize(19);
        assertThat(sum % 10).isZero();
    }
}
