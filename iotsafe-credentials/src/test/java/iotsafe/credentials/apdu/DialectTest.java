package iotsafe.credentials.apdu;

import static iotsafe.credentials.apdu.ScriptedCard.ask;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.credentials.apdu.Dialect.Habit;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Class and Le as a card wants them (interface reference 1.3, 1.5 and checklist 2, 4). */
class DialectTest {
    private final ScriptedCard card = new ScriptedCard();
    private final DialectMemory memory = new DialectMemory();
    private final ApduTransport layer =
            card.with(below -> new LeDialect(below, memory)).with(below -> new ClassDialect(below, memory));

    @Test
    void class_80_is_kept_when_the_card_takes_it() throws IOException {
        card.on("80 84 00 00 01", "AA 90 00").on("80 84 00 00 01", "6E 00");
        ask(layer, "80 84 00 00 01");
        assertThat(memory.dialect().proprietaryClass()).isEqualTo(Habit.YES);
        assertThat(ask(layer, "80 84 00 00 01"))
                .as("6E00 later is no matter of dialect")
                .isEqualTo("6E00");
        card.isFinished();
    }

    @Test
    void a_6E00_to_the_first_command_selects_class_00_for_good() throws IOException {
        card.on("80 84 00 00 01", "6E 00").on("00 84 00 00 01", "AA 90 00").on("00 84 00 00 01", "BB 90 00");
        assertThat(ask(layer, "80 84 00 00 01")).isEqualTo("AA9000");
        assertThat(ask(layer, "80 84 00 00 01")).isEqualTo("BB9000");
        assertThat(memory.dialect().proprietaryClass()).isEqualTo(Habit.NO);
        card.isFinished();
    }

    @Test
    void a_card_that_takes_neither_class_is_tried_once_each() throws IOException {
        card.on("80 84 00 00 01", "6E 00").on("00 84 00 00 01", "6E 00");
        assertThat(ask(layer, "80 84 00 00 01")).isEqualTo("6E00");
        assertThat(memory.dialect()).isEqualTo(Dialect.UNKNOWN);
        card.isFinished();
    }

    @Test
    void interindustry_commands_are_left_alone() throws IOException {
        card.on("00 A4 04 00 00", "6E 00");
        assertThat(ask(layer, "00 A4 04 00 00")).isEqualTo("6E00");
        card.isFinished();
    }

    @Test
    void a_6700_drops_Le_after_a_body_for_good() throws IOException {
        card.on("80 CD 00 00 03 85 01 01 00", "67 00")
                .on("80 CD 00 00 03 85 01 01", "61 47")
                .on("80 B9 00 00 03 84 01 01", "61 4D");
        assertThat(ask(layer, "80 CD 00 00 03 85 01 01 00")).isEqualTo("6147");
        assertThat(ask(layer, "80 B9 00 00 03 84 01 01 00")).isEqualTo("614D");
        assertThat(memory.dialect().lengthAfterBody()).isEqualTo(Habit.NO);
        card.isFinished();
    }

    @Test
    void once_Le_worked_a_6700_is_an_answer() throws IOException {
        card.on("80 CD 00 00 03 85 01 01 00", "34 90 00").on("80 CD 00 00 03 85 01 02 00", "67 00");
        ask(layer, "80 CD 00 00 03 85 01 01 00");
        assertThat(ask(layer, "80 CD 00 00 03 85 01 02 00")).isEqualTo("6700");
        card.isFinished();
    }

    @Test
    void an_error_other_than_6700_teaches_nothing_of_Le() throws IOException {
        card.on("80 CD 00 00 03 85 01 09 00", "6A 82");
        ask(layer, "80 CD 00 00 03 85 01 09 00");
        assertThat(memory.dialect().lengthAfterBody()).isEqualTo(Habit.UNTRIED);
        card.isFinished();
    }

    @Test
    void GET_DATA_is_repeated_as_a_bare_header_after_6700() throws IOException {
        card.on("80 CB 01 00 00", "67 00").on("80 CB 01 00", "74 90 00");
        assertThat(ask(layer, "80 CB 01 00 00")).isEqualTo("749000");
        card.isFinished();
    }

    @Test
    void an_Le_that_says_a_number_is_never_dropped() throws IOException {
        card.on("80 84 00 00 20", "67 00");
        assertThat(ask(layer, "80 84 00 00 20")).isEqualTo("6700");
        card.isFinished();
    }

    @Test
    void what_was_learnt_can_be_forgotten() throws IOException {
        card.on("80 84 00 00 01", "AA 90 00");
        ask(layer, "80 84 00 00 01");
        memory.forget();
        assertThat(memory.dialect()).isEqualTo(Dialect.UNKNOWN);
    }
}
