package iotsafe.sim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.sim.CardGoneException;
import iotsafe.sim.FaultyCard;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.vpcd.VpcdFace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lines that a card behind a virtual reader obeys. */
class RemoteTest {
    private static final byte[] RANDOM = {0, (byte) 0x84, 0, 0, 1};

    private final List<String> printed = new ArrayList<>();
    private final FaultyCard card = new FaultyCard(SoftwareSim.inMemory(SimMemory.blank(Profile.STANDARD)));
    private final VpcdFace face = new VpcdFace(card, "127.0.0.1", 1, printed::add);
    private final Remote remote =
            new Remote(card, Slot.of(face), Map.of("lose", () -> printed.add("told to")), printed::add);

    @ParameterizedTest
    @CsvSource({
        "pull-before 84, false",
        "pull-after 84, false",
        "cut-before 84, true",
        "cut-after 84, true",
        "pull-at 1, false",
        "cut-at 1, true"
    })
    void faults(String line, boolean stillInserted) {
        assertThat(remote.obey(line)).isTrue();
        assertThat(printed).containsExactly("planned " + line);
        assertThatExceptionOfType(CardGoneException.class)
                .isThrownBy(() -> card.process(RANDOM))
                .matches(e -> e.isStillInserted() == stillInserted);
    }

    @Test
    void garbage_delay_reset_and_quit() throws CardGoneException {
        assertThat(remote.obey("garbage")).isTrue();
        assertThat(card.process(RANDOM)).hasSize(17);
        assertThat(remote.obey("delay 1")).isTrue();
        assertThat(remote.obey("reset")).isTrue();
        assertThat(remote.obey("")).isTrue();
        assertThat(remote.obey("quit")).isFalse();
        assertThat(printed).containsExactly("planned garbage", "delay 1", "reset");
    }

    @Test
    void words_of_a_face_and_the_slot_of_a_modem() {
        assertThat(remote.obey("lose")).isTrue();
        Remote ofModem = new Remote(card, Slot.of(card, printed::add), Map.of(), printed::add);
        ofModem.obey("remove");
        assertThat(card.isInserted()).isFalse();
        ofModem.obey("insert");
        assertThat(card.isInserted()).isTrue();
        assertThat(printed).containsExactly("told to", "lose", "removed", "inserted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"frob", "delay", "delay x", "delay -1", "pull-before 100", "pull-before", "pull-at 0", "insert"})
    void other_lines_are_refused(String line) {
        assertThat(remote.obey(line)).isTrue();
        assertThat(printed).hasSize(1).first().asString().startsWith("refused: ");
    }
}
