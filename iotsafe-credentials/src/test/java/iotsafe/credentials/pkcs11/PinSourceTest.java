package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PIN comes from a file, the environment or a terminal, and goes nowhere else. */
class PinSourceTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"87654", "87654\n", "87654\r\n"})
    void a_file_holds_the_PIN_and_perhaps_a_line_end(String content) throws IOException, CardException {
        assertThat(bytes(inFile(content))).isEqualTo("87654");
    }

    @Test
    void blanks_and_letters_beyond_ASCII_belong_to_the_PIN_as_UTF_8() throws IOException, CardException {
        assertThat(bytes(inFile(" ü "))).isEqualTo(" \u00c3\u00bc ");
    }

    @Test
    void a_file_without_a_PIN_is_refused() throws IOException {
        assertThatThrownBy(() -> inFile("\n").read("token \"T\""))
                .isInstanceOf(CardException.Refused.class)
                .hasMessage("the PIN file %s holds 0 bytes; a PIN has 1 to 255, and nothing else may stand there"
                        .formatted(directory.resolve("pin")));
        assertThatThrownBy(() -> inFile("secret".repeat(100)).read("token \"T\""))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("holds more than 255 bytes")
                .hasMessageNotContaining("secretsecret");
    }

    @Test
    void a_missing_file_or_variable_is_a_sentence() {
        assertThatThrownBy(() -> new PinSource.InFile(directory.resolve("none")).read("token \"T\""))
                .isInstanceOf(CardException.Refused.class)
                .hasMessage("the PIN file %s cannot be read (NoSuchFile); name a file that the agent's user may read"
                        .formatted(directory.resolve("none")));
        assertThatThrownBy(() -> new PinSource.InEnvironment("NOT_SET_ANYWHERE").read("token \"T\""))
                .isInstanceOf(CardException.Refused.class)
                .hasMessage("the environment variable NOT_SET_ANYWHERE is not set; set it to the token's PIN");
    }

    @Test
    void a_variable_holds_the_PIN() throws CardException {
        assertThat(bytes(new PinSource.InEnvironment("IOTSAFE_TEST_PIN"))).isEqualTo(SoftHsm.PIN);
    }

    @Test
    void a_PIN_prints_its_length_and_is_wiped() throws IOException, CardException {
        Pin pin = inFile("87654").read("token \"T\"");
        assertThat(pin).hasToString("a PIN of 5 bytes");
        pin.close();
        assertThat(pin.bytes()).containsOnly('\0');
    }

    private PinSource inFile(String content) throws IOException {
        return new PinSource.InFile(Files.write(directory.resolve("pin"), content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String bytes(PinSource source) throws CardException {
        try (Pin pin = source.read("token \"T\"")) {
            return new String(pin.bytes());
        }
    }
}
