package iotsafe.credentials.apdu;

import static iotsafe.credentials.apdu.ScriptedCard.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.Lines;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.event.Level;

/** What the logger iotsafe.apdu may and may not say. */
class TraceTest {
    private final ScriptedCard card = new ScriptedCard();

    @Test
    void at_DEBUG_there_is_a_name_a_status_and_a_time_and_no_byte() throws IOException {
        Lines log = new Lines(Level.DEBUG);
        card.on("81 B0 00 00 03 83 01 02 00", "C0 FF EE 90 00");
        ask(new Trace(card, log), "81 B0 00 00 03 83 01 02 00");
        assertThat(log.lines).singleElement().asString().matches("READ FILE: 9000 \\(success\\), \\d+ ms");
    }

    @Test
    void at_TRACE_the_bytes_of_a_public_command_are_shown() throws IOException {
        Lines log = new Lines(Level.TRACE);
        card.on("81 B0 00 00 03 83 01 02 00", "C0 FF EE 90 00");
        ask(new Trace(card, log), "81 B0 00 00 03 83 01 02 00");
        assertThat(log.lines).contains("> 81B0000003830102" + "00", "< C0FFEE9000");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "81 48 00 00 04 D1 02 C0 FF 00",
                "81 4A 00 00 04 D1 02 C0 FF 00",
                "81 46 00 00 04 84 02 C0 FF 00",
                "81 84 00 00 02 C0 FF 00",
                "81 72 00 00 04 01 02 C0 FF 00"
            })
    void a_secret_command_or_an_unknown_one_shows_neither_body_nor_answer(String command) throws IOException {
        Lines log = new Lines(Level.TRACE);
        card.on(command, "C0 FF EE 61 03").on("01 C0 00 00 03", "C0 FF EE 90 00");
        ApduTransport traced = new Trace(card, log);
        ask(traced, command);
        ask(traced, "01 C0 00 00 03");
        assertThat(String.join("\n", log.lines)).doesNotContain("C0FF").contains("< [3 bytes not shown] 9000");
        card.isFinished();
    }

    @Test
    void the_answer_of_a_public_command_after_a_secret_one_is_shown_again() throws IOException {
        Lines log = new Lines(Level.TRACE);
        card.on("81 84 00 00 01", "AA 90 00").on("81 CB 01 00 00", "BB 90 00");
        ApduTransport traced = new Trace(card, log);
        ask(traced, "81 84 00 00 01");
        ask(traced, "81 CB 01 00 00");
        assertThat(log.lines).contains("< [1 bytes not shown] 9000", "< BB9000");
    }

    @Test
    void secret_are_exactly_the_commands_that_carry_or_answer_key_material() {
        assertThat(Arrays.stream(Instruction.values()).filter(Instruction::isSecret))
                .containsExactly(
                        Instruction.COMPUTE_DH,
                        Instruction.COMPUTE_PRF,
                        Instruction.COMPUTE_HKDF,
                        Instruction.GET_RANDOM);
    }

    @Test
    void a_secret_is_not_shown_when_the_log_is_switched_on_between_a_command_and_its_GET_RESPONSE() throws IOException {
        Lines log = new Lines(Level.INFO);
        card.on("81 B0 00 00 03 83 01 02 00", "9000")
                .on("81 48 00 00 04 D1 02 C0 FF 00", "61 03")
                .on("01 C0 00 00 03", "C0 FF EE 90 00");
        ApduTransport traced = new Trace(card, log);
        ask(traced, "81 B0 00 00 03 83 01 02 00");
        ask(traced, "81 48 00 00 04 D1 02 C0 FF 00");
        log.setLevel(Level.TRACE);
        ask(traced, "01 C0 00 00 03");
        assertThat(log.lines).contains("< [3 bytes not shown] 9000");
    }

    @Test
    void no_answer_is_logged_too() {
        Lines log = new Lines(Level.DEBUG);
        card.pulledOutAt("81 84 00 00 01");
        assertThatThrownBy(() -> ask(new Trace(card, log), "81 84 00 00 01")).isInstanceOf(IOException.class);
        assertThat(log.lines).singleElement().asString().matches("GET RANDOM: no answer, \\d+ ms: pulled out");
    }
}
