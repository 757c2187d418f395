package iotsafe.credentials.apdu;

import static iotsafe.credentials.apdu.ScriptedCard.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ISO/IEC 7816-4, class byte; interface reference 1.3. */
class LogicalChannelTest {
    @ParameterizedTest(name = "channel {0}: {1} and {2}")
    @CsvSource({"0,00,80", "1,01,81", "2,02,82", "3,03,83", "4,40,C0", "5,41,C1", "19,4F,CF"})
    void every_channel_has_a_class_in_both_families(int channel, String interindustry, String proprietary)
            throws IOException {
        ScriptedCard card =
                new ScriptedCard().on(interindustry + "A4040000", "9000").on(proprietary + "84000001", "AA9000");
        ApduTransport layer = new LogicalChannel(card, channel);
        ask(layer, "00A4040000");
        ask(layer, "8084000001");
        card.isFinished();
        assertThat(LogicalChannel.of(Integer.parseInt(interindustry, 16))).isEqualTo(channel);
        assertThat(LogicalChannel.of(Integer.parseInt(proprietary, 16))).isEqualTo(channel);
    }

    @Test
    void there_is_no_channel_20() {
        assertThatIllegalArgumentException().isThrownBy(() -> new LogicalChannel(new ScriptedCard(), 20));
        assertThatIllegalArgumentException().isThrownBy(() -> new LogicalChannel(new ScriptedCard(), -1));
    }

    @Test
    void a_class_that_names_a_channel_already_is_our_mistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> LogicalChannel.cla(0x81, 1));
    }
}
