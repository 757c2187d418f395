package iotsafe.credentials.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** ISO/IEC 7816-4, command-response pairs, short form. */
class CommandApduTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "80CB0100",
                "8084000000",
                "812A010100",
                "80CBC20004850200022A",
                "812A00010D840101A1010391020001920104"
            })
    void the_four_cases_are_read_and_written_alike(String hex) {
        assertThat(Bytes.of(CommandApdu.of(Bytes.ofHex(hex).toArray()).toBytes())
                        .toHex())
                .isEqualTo(hex);
    }

    @Test
    void Le_00_means_256() {
        assertThat(CommandApdu.of(Bytes.ofHex("8084000000").toArray()).le()).hasValue(256);
    }

    @Test
    void the_longest_command_has_261_bytes() {
        CommandApdu longest = CommandApdu.answering(0x80, 0xD8, 0, 0, Bytes.of(new byte[255]));
        assertThat(longest.toBytes()).hasSize(261);
    }

    @Test
    void what_the_short_form_cannot_carry_is_refused() {
        Bytes none = Bytes.EMPTY;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CommandApdu.silent(0x80, 0xD8, 0, 0, Bytes.of(new byte[256])));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandApdu.silent(0x180, 0xD8, 0, 0, none));
        assertThatIllegalArgumentException().isThrownBy(() -> CommandApdu.silent(0x80, 0xD8, 0, -1, none));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CommandApdu(0x80, 0x84, 0, 0, none, OptionalInt.of(257)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CommandApdu(0x80, 0x84, 0, 0, none, OptionalInt.of(0)));
    }

    @Test
    void random_bytes_are_a_command_or_refused() {
        Random random = new Random(7816);
        for (int i = 0; i < 1000; i++) {
            byte[] bytes = new byte[random.nextInt(20)];
            random.nextBytes(bytes);
            try {
                assertThat(CommandApdu.of(bytes).toBytes()).isEqualTo(bytes);
            } catch (IllegalArgumentException refused) {
                assertThat(refused).hasMessageMatching("a command of .*|Lc is .*");
            }
        }
    }
}
