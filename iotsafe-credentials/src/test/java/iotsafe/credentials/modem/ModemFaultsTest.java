package iotsafe.credentials.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.IotSafeApplet;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A modem that is reset, goes away, or comes back as another, under a session on a real tty (interface reference 5.5). */
@Timeout(60)
class ModemFaultsTest {
    private static final String OTHER_ICCID = "98440000000000002002";
    private static final String STARTED = "\r\nRDY\r\n\r\n+CFUN: 1\r\n\r\n+CPIN: READY\r\n\r\n+CEREG: 1\r\n";

    @TempDir
    private Path folder = Path.of("");

    private final TestCard card = new TestCard();
    private final AtModem modem = new AtModem(card);
    private volatile UnaryOperator<String> plugged = modem;

    @BeforeAll
    static void needs_socat() {
        assumeTrue(PtyModem.isInstalled(), "socat is not installed: apt install socat");
    }

    private Path port() {
        return folder.resolve("ttyUSB2");
    }

    private PtyModem plugIn() throws Exception {
        return PtyModem.at(port(), command -> plugged.apply(command));
    }

    private IotSafeApplet applet(ModemAccess access) {
        return new IotSafeApplet(new ModemReader(new ModemAddress(port(), 115_200, access)));
    }

    /** It restarts: channels and sessions are gone, and it says so in between. */
    private void restart() {
        modem.restart();
        plugged = command -> {
            plugged = modem;
            return STARTED + modem.apply(command);
        };
    }

    @ParameterizedTest
    @EnumSource(ModemAccess.class)
    void reset_ten_times_under_an_open_port_it_is_opened_anew_within_the_call(ModemAccess access) throws Exception {
        try (PtyModem there = plugIn();
                IotSafeApplet applet = applet(access)) {
            for (int i = 0; i < 10; i++) {
                assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AB"));
                restart();
            }
            assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AB"));
            assertThat(there.port()).exists();
        }
        assertThat(card.open()).as("channels").isEmpty();
    }

    @Test
    void a_port_that_comes_back_as_something_else_is_named_until_the_modem_is_back() throws Exception {
        try (IotSafeApplet applet = applet(ModemAccess.AUTO)) {
            PtyModem first = plugIn();
            applet.random(1);
            first.close();
            card.reset();
            plugged = command -> "$GPGGA,120000.00,,,,,0,00,,,M,,M,,*60\r\n";
            try (PtyModem receiver = plugIn()) {
                assertThat(receiver.port()).exists();
                assertThatThrownBy(() -> applet.random(1))
                        .isInstanceOf(CardException.Unreachable.class)
                        .hasMessage(
                                "modem %s does not answer: see whether it is switched on, this is its AT port and the baud rate is right"
                                        .formatted(port()));
            }
            modem.restart();
            plugged = modem;
            try (PtyModem again = plugIn()) {
                assertThat(again.port()).exists();
                assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AB"));
            }
        }
    }

    @Test
    void another_SIM_after_a_reset_is_told_by_its_number_and_not_used() throws Exception {
        try (PtyModem there = plugIn();
                IotSafeApplet applet = applet(ModemAccess.AUTO)) {
            assertThat(applet.identity().value()).isEqualTo("iccid:89440000000000000120");
            modem.restart();
            plugged = command -> modem.apply(command).replace(TestCard.ICCID, OTHER_ICCID);
            card.received().clear();
            assertThatThrownBy(() -> applet.random(1))
                    .isInstanceOf(CardException.Unreachable.class)
                    .hasMessage(
                            "the card in modem %s is now iccid:89440000000000000220, it was iccid:89440000000000000120; put the first one back, or restart the agent to use the new one"
                                    .formatted(there.port()));
            assertThat(card.received())
                    .as("commands to the other card's applet")
                    .noneMatch(sent -> sent.startsWith("8184"));
            restart();
            assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AB"));
        }
    }
}
