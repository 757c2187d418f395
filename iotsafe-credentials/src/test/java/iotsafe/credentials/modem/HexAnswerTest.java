package iotsafe.credentials.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.apdu.AnswerCutException;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What AT+CSIM and AT+CGLA carry (3GPP TS 27.007 8.17, 8.43; interface reference 5.1). */
class HexAnswerTest {
    private static Bytes read(String text) throws IOException {
        return Bytes.of(HexAnswer.read("modem /dev/m", text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"6,\"019000\"", "6,019000", "6, \"019000\"", "6 ,019000", "6,\"019000"})
    void digits_may_stand_in_quotation_marks_and_after_spaces(String text) throws IOException {
        assertThat(read(text)).isEqualTo(Bytes.ofHex("019000"));
    }

    @Test
    void both_cases_are_read() throws IOException {
        assertThat(read("8,\"abCD9000\"")).isEqualTo(Bytes.ofHex("ABCD9000"));
    }

    @Test
    void the_longest_answer_has_258_bytes() throws IOException {
        assertThat(read("516,\"" + "00".repeat(258) + "\"").length()).isEqualTo(258);
    }

    @Test
    void an_answer_that_a_modem_cut_names_both_counts() {
        assertThatThrownBy(() -> read("516,\"" + "A".repeat(247)))
                .isInstanceOf(AnswerCutException.class)
                .hasMessage("modem /dev/m cuts long answers: it announced 516 digits and gave 247");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            4,"019000"     | modem /dev/m: an answer announces 4 digits and has 6
            6,"01900G"     | modem /dev/m: an answer holds something else than hexadecimal digits: see whether another program uses this port
            6,"01 9000"    | modem /dev/m: an answer holds something else than hexadecimal digits: see whether another program uses this port
            5,"01900"      | modem /dev/m: an answer announces 5 digits; it can have 4 to 516, two a byte
            2,"90"         | modem /dev/m: an answer announces 2 digits; it can have 4 to 516, two a byte
            518,""         | modem /dev/m: an answer announces 518 digits; it can have 4 to 516, two a byte
            "019000"       | modem /dev/m: an answer of 8 characters is no count and digits
            6,"019000"4"   | modem /dev/m: an answer of 12 characters is no count and digits
            """)
    void all_else_is_refused_without_showing_it(String text, String sentence) {
        assertThatThrownBy(() -> read(text))
                .isExactlyInstanceOf(IOException.class)
                .hasMessage(sentence);
    }
}
