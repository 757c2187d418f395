package iotsafe.credentials.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The address of a modem (design 3). */
class ModemAddressTest {
    @Test
    void a_port_alone_has_115200_baud_and_finds_its_access_by_itself() {
        assertThat(ModemAddress.parse("modem:/dev/ttyUSB2"))
                .isEqualTo(new ModemAddress(Path.of("/dev/ttyUSB2"), 115_200, ModemAccess.AUTO));
    }

    @Test
    void both_settings_can_be_given_in_any_order() {
        ModemAddress address = new ModemAddress(Path.of("/dev/ttyS1"), 9600, ModemAccess.CSIM);
        assertThat(ModemAddress.parse("modem:/dev/ttyS1?baud=9600&access=csim")).isEqualTo(address);
        assertThat(ModemAddress.parse("modem:/dev/ttyS1?access=csim&baud=9600")).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "modem:/dev/ttyUSB2",
                "modem:/dev/ttyUSB2?baud=9600",
                "modem:/dev/ttyUSB2?access=ccho",
                "modem:/dev/ttyUSB2?baud=9600&access=csim"
            })
    void it_is_printed_as_it_was_written_without_defaults(String text) {
        assertThat(ModemAddress.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            modem:ttyUSB2                     | a modem's port is an absolute path, such as /dev/ttyUSB2
            modem:                            | a modem's port is an absolute path, such as /dev/ttyUSB2
            modem:?baud=9600                  | a modem's port is an absolute path, such as /dev/ttyUSB2
            modem:/dev/a?bauds=9600           | "bauds" is no setting of a modem; there are "baud" and "access"
            modem:/dev/a?                     | "" is no setting of a modem; there are "baud" and "access"
            modem:/dev/a?baud=9600&           | "" is no setting of a modem; there are "baud" and "access"
            modem:/dev/a?baud                 | baud stands once, as baud=VALUE
            modem:/dev/a?baud=9600&baud=9600  | baud stands once, as baud=VALUE
            modem:/dev/a?baud=fast            | baud can be 1200 to 4000000
            modem:/dev/a?baud=-9600           | baud can be 1200 to 4000000
            modem:/dev/a?baud=99999999999     | baud can be 1200 to 4000000
            modem:/dev/a?access=AUTO          | access can be "auto", "ccho" or "csim"
            pcsc:                             | a modem's address starts with "modem:"
            """)
    void all_else_is_refused_with_a_sentence(String text, String sentence) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModemAddress.parse(text))
                .withMessage(sentence);
    }
}
