package iotsafe.credentials.applet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GET RANDOM (interface reference 3.5; checklist 4, 5). */
class GetRandomTest extends CardTest {
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"9000", "910B", "6300", "63CF"})
    void these_end_a_full_answer(String status) throws CardException {
        card.on("81 84 00 00 10", "0B0E398CCCB8D3A28053C302E2CF82BC" + status);
        assertThat(applet.random(16)).isEqualTo(bytes("0B0E398CCCB8D3A28053C302E2CF82BC"));
        assertThat(applet.exchanges()).isEqualTo(2 + 1);
        card.isFinished();
    }

    @Test
    void _256_bytes_are_Le_00() throws CardException {
        card.on("81 84 00 00 00", "61".repeat(256) + "9000");
        assertThat(applet.random(256)).isEqualTo(bytes("61".repeat(256)));
        card.isFinished();
    }

    @Test
    void fewer_bytes_than_asked_for_are_unreadable() {
        card.on("81 84 00 00 04", "010203 6300");
        assertThatThrownBy(() -> applet.random(4))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessage("answer of GET RANDOM: byte 3: 4 bytes were asked for");
    }

    @Test
    void a_card_without_a_generator_is_refused() {
        card.on("81 84 00 00 04", "6D00");
        assertThatThrownBy(() -> applet.random(4))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("6D00");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257, -1})
    void other_lengths_are_our_mistake(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> applet.random(length));
    }
}
