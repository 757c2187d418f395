package iotsafe.credentials.modem;

import static iotsafe.credentials.modem.AtModem.Quirk.CUTS_AT_256;
import static iotsafe.credentials.modem.AtModem.Quirk.ECHOES_DESPITE_ATE0;
import static iotsafe.credentials.modem.AtModem.Quirk.LOSES_CSIM;
import static iotsafe.credentials.modem.AtModem.Quirk.LOWER_CASE;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_CCHO;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_CMEE;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_CSIM;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_CSIM_ON_CHANNELS;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_MANAGE_CHANNEL;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_NAME_FOR_CCHO_AND_CGLA;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_OK;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_QUOTATION_MARKS;
import static iotsafe.credentials.modem.AtModem.Quirk.NO_SPACE_AFTER_COLON;
import static iotsafe.credentials.modem.AtModem.Quirk.OK_FIRST;
import static iotsafe.credentials.modem.AtModem.Quirk.OPAQUE_HANDLE;
import static iotsafe.credentials.modem.AtModem.Quirk.QUOTED_HANDLE;
import static iotsafe.credentials.modem.AtModem.Quirk.REPEATS_THE_ANSWER_BEFORE;
import static iotsafe.credentials.modem.AtModem.Quirk.REPEATS_THE_ANSWER_BEFORE_AS_A_LINE;
import static iotsafe.credentials.modem.AtModem.Quirk.REPORTS_BETWEEN_LINES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.AnswerCutException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.modem.AtModem.Quirk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The applet behind a modem, by either way and with each modem's habits (interface reference 5.1 to 5.5, 7.17). */
class ModemConnectionTest {
    private static final Bytes HASH = Bytes.ofHex("00".repeat(32));
    private static final CredentialUri.OnCard KEY = uri("iotsafe:type=private;id=01");
    private static final CredentialUri.OnCard FILE = uri("iotsafe:type=file;id=02");

    private final TestCard card = new TestCard();
    private final List<FakeLine> lines = new ArrayList<>();

    private static CredentialUri.OnCard uri(String text) {
        return (CredentialUri.OnCard) CredentialUri.parse(text);
    }

    private ModemReader reader(AtModem modem, ModemAccess access) {
        ModemAddress address = new ModemAddress(Path.of("/dev/m"), 115_200, access);
        return new ModemReader(
                address,
                (place, unused) -> {
                    lines.add(new FakeLine(modem));
                    return line();
                },
                () -> line().nanos());
    }

    private FakeLine line() {
        return lines.get(lines.size() - 1);
    }

    private IotSafeApplet applet(ModemAccess access, Quirk... quirks) {
        return new IotSafeApplet(reader(new AtModem(card, quirks), access));
    }

    private static byte[] send(CardConnection connection, String command) throws IOException {
        return connection.exchange(Bytes.ofHex(command).toArray());
    }

    static Stream<Arguments> habits() {
        List<List<Quirk>> habits = List.of(
                List.of(),
                List.of(ECHOES_DESPITE_ATE0),
                List.of(REPORTS_BETWEEN_LINES),
                List.of(NO_SPACE_AFTER_COLON),
                List.of(NO_QUOTATION_MARKS),
                List.of(NO_NAME_FOR_CCHO_AND_CGLA),
                List.of(LOWER_CASE),
                List.of(REPEATS_THE_ANSWER_BEFORE),
                List.of(REPEATS_THE_ANSWER_BEFORE_AS_A_LINE),
                List.of(OPAQUE_HANDLE),
                List.of(OPAQUE_HANDLE, QUOTED_HANDLE),
                List.of(OK_FIRST),
                List.of(NO_OK),
                List.of(NO_CMEE),
                List.of(
                        ECHOES_DESPITE_ATE0,
                        REPORTS_BETWEEN_LINES,
                        NO_SPACE_AFTER_COLON,
                        NO_QUOTATION_MARKS,
                        LOWER_CASE),
                List.of(ECHOES_DESPITE_ATE0, OK_FIRST, OPAQUE_HANDLE, NO_NAME_FOR_CCHO_AND_CGLA));
        return Stream.of(ModemAccess.values())
                .flatMap(access -> habits.stream().map(quirks -> Arguments.of(access, quirks)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("habits")
    void the_applet_is_used_and_its_channel_given_back(ModemAccess access, List<Quirk> quirks) throws CardException {
        try (IotSafeApplet applet = applet(access, quirks.toArray(new Quirk[0]))) {
            assertThat(applet.readFile(FILE)).isEqualTo(TestCard.FILE);
            assertThat(applet.sign(KEY, HASH)).isEqualTo(Bytes.ofHex(TestCard.SIGNATURE));
            assertThat(applet.random(32)).isEqualTo(Bytes.ofHex("AB".repeat(32)));
            assertThat(applet.identity().value()).isEqualTo("iccid:89440000000000000120");
        }
        assertThat(card.open()).isEmpty();
        assertThat(line().isClosed()).isTrue();
        assertThat(lines).as("no session had to be rebuilt").hasSize(1);
    }

    @Test
    void AT_CCHO_is_tried_first_and_takes_one_command_to_open() throws CardException {
        applet(ModemAccess.AUTO).random(2);
        assertThat(line().commands())
                .containsExactly("ATE0", "AT+CMEE=1", "AT+CCHO=\"A0000005590010\"", "AT+CGLA=4,10,\"8084000002\"");
    }

    @Test
    void a_modem_without_AT_CCHO_is_asked_for_it_once_in_a_connection() throws CardException {
        IotSafeApplet applet = applet(ModemAccess.AUTO, NO_CCHO);
        applet.random(2);
        applet.random(2);
        assertThat(line().commands())
                .containsExactly(
                        "ATE0",
                        "AT+CMEE=1",
                        "AT+CCHO=\"A0000005590010\"",
                        "AT+CSIM=10,\"0070000001\"",
                        "AT+CSIM=24,\"01A4040007A0000005590010\"",
                        "AT+CSIM=10,\"8184000002\"",
                        "AT+CSIM=10,\"8184000002\"");
    }

    @Test
    void what_works_is_remembered_for_further_channels_of_the_connection() throws IOException {
        card.process(Bytes.ofHex("0070000001"));
        CardConnection connection =
                reader(new AtModem(card, NO_CCHO), ModemAccess.AUTO).open();
        send(connection, "0070000001");
        send(connection, "01A4040007A0000005590010");
        assertThat(send(connection, "0070000001"))
                .as("a second one")
                .isEqualTo(Bytes.ofHex("029000").toArray());
        send(connection, "02A4040007A0000005590010");
        assertThat(line().commands().stream().filter(command -> command.startsWith("AT+CCHO")))
                .hasSize(1);
        assertThat(line().commands())
                .contains("AT+CSIM=24,\"02A4040007A0000005590010\"", "AT+CSIM=24,\"03A4040007A0000005590010\"");
        connection.close();
        assertThat(card.open()).as("that of another user").containsExactly(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,10", "1\"", "", "a b", "0123456789012345678901234567890123"})
    void a_session_that_cannot_be_given_back_safely_is_refused(String handle) throws IOException {
        FakeLine line = new FakeLine(
                command -> command.startsWith("AT+CCHO") ? "\r\n+CCHO: " + handle + "\r\nOK\r\n" : "\r\nOK\r\n");
        ModemAddress address = new ModemAddress(Path.of("/dev/m"), 9600, ModemAccess.CCHO);
        CardConnection connection = new ModemReader(address, (place, unused) -> line, line::nanos).open();
        send(connection, "0070000001");
        assertThatThrownBy(() -> send(connection, "01A4040007A0000005590010"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "modem /dev/m: the answer of AT+CCHO, %d characters, is no session".formatted(handle.length()));
    }

    @Test
    void AT_CSIM_alone_asks_for_nothing_else_and_gives_its_channel_back() throws CardException {
        IotSafeApplet applet = applet(ModemAccess.CSIM, NO_CCHO);
        applet.random(2);
        applet.close();
        assertThat(line().commands())
                .containsExactly(
                        "ATE0",
                        "AT+CMEE=1",
                        "AT+CSIM=10,\"0070000001\"",
                        "AT+CSIM=24,\"01A4040007A0000005590010\"",
                        "AT+CSIM=10,\"8184000002\"",
                        "AT+CSIM=10,\"0070800100\"");
    }

    @Test
    void the_opaque_handle_of_a_session_is_given_back_as_it_came() throws CardException {
        IotSafeApplet applet = applet(ModemAccess.CCHO, OPAQUE_HANDLE);
        applet.random(2);
        applet.close();
        assertThat(line().commands())
                .contains("AT+CGLA=00000000038aa321,10,\"8084000002\"", "AT+CCHC=00000000038aa321");
    }

    @ParameterizedTest
    @EnumSource(
            value = Quirk.class,
            names = {"NO_CSIM_ON_CHANNELS", "NO_MANAGE_CHANNEL"})
    void a_modem_that_refuses_channels_by_AT_CSIM_is_used_by_AT_CCHO(Quirk quirk) throws CardException {
        IotSafeApplet applet = applet(ModemAccess.AUTO, quirk);
        assertThat(applet.random(2)).isEqualTo(Bytes.ofHex("ABAB"));
        assertThat(applet.identity().value())
                .as("by AT+CSIM on the basic channel")
                .startsWith("iccid:");
    }

    @Test
    void a_modem_that_refuses_channels_altogether_leaves_none_open() {
        IotSafeApplet applet = applet(ModemAccess.AUTO, NO_CCHO, NO_CSIM_ON_CHANNELS);
        assertThatThrownBy(() -> applet.random(2))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageStartingWith("no IoT SAFE applet on the card in modem /dev/m;");
        assertThat(card.open()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"+CME ERROR: 4", "+CME ERROR: operation not supported"})
    void a_modem_that_says_that_it_cannot_is_not_taken_for_a_SIM_without_the_applet(String refusal) {
        AtModem modem = new AtModem(card, NO_CCHO, NO_MANAGE_CHANNEL).refusingWith(refusal);
        IotSafeApplet applet = new IotSafeApplet(reader(modem, ModemAccess.AUTO));
        assertThatThrownBy(() -> applet.random(2))
                .isInstanceOf(CardException.Unreachable.class)
                .hasMessageEndingWith(
                        "modem /dev/m refuses AT+CCHO (CME ERROR 4, operation not supported: the modem cannot do this), and AT+CSIM (CME ERROR 4, operation not supported: the modem cannot do this)");
    }

    @ParameterizedTest
    @EnumSource(ModemAccess.class)
    void another_name_is_tried_where_the_SIM_does_not_know_the_first(ModemAccess access) throws CardException {
        TestCard thales = new TestCard("A00000003053F12401770101495341");
        IotSafeApplet applet = new IotSafeApplet(
                reader(new AtModem(thales), access),
                java.util.Optional.of(Bytes.ofHex("A00000003053F12401770101495341")));
        assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AB"));
        applet.close();
        assertThat(thales.open()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ModemAccess.class)
    void a_SIM_without_the_applet_is_told_from_a_failure(ModemAccess access) {
        TestCard other = new TestCard("A0000000871002");
        IotSafeApplet applet = new IotSafeApplet(reader(new AtModem(other), access));
        assertThatThrownBy(applet::connect)
                .isInstanceOf(CardException.Refused.class)
                .hasMessageStartingWith("no IoT SAFE applet on the card in modem /dev/m;");
        assertThat(other.open()).isEmpty();
    }

    @Test
    void a_second_SELECT_on_a_session_ends_it_and_opens_another() throws IOException {
        CardConnection connection = reader(new AtModem(card), ModemAccess.CCHO).open();
        assertThat(send(connection, "0070000001"))
                .isEqualTo(Bytes.ofHex("019000").toArray());
        assertThat(send(connection, "01A4040007A0000005590010"))
                .isEqualTo(Bytes.ofHex("9000").toArray());
        assertThat(send(connection, "01A4040007A000000559001000"))
                .isEqualTo(Bytes.ofHex("9000").toArray());
        assertThat(card.open()).hasSize(1);
        assertThat(send(connection, "8184000001"))
                .isEqualTo(Bytes.ofHex("AB9000").toArray());
    }

    @Test
    void a_channel_that_was_not_opened_is_unknown_and_one_without_application_finds_nothing() throws IOException {
        CardConnection connection = reader(new AtModem(card), ModemAccess.AUTO).open();
        assertThat(send(connection, "8284000001")).isEqualTo(Bytes.ofHex("6881").toArray());
        assertThat(send(connection, "00708002")).isEqualTo(Bytes.ofHex("6881").toArray());
        send(connection, "0070000001");
        assertThat(send(connection, "8184000001")).isEqualTo(Bytes.ofHex("6A82").toArray());
        assertThat(send(connection, "00708001")).isEqualTo(Bytes.ofHex("9000").toArray());
    }

    @Test
    void where_AT_CSIM_is_refused_the_basic_channel_is_6881_and_asked_for_once() throws IOException {
        CardConnection connection =
                reader(new AtModem(card, NO_CSIM), ModemAccess.CCHO).open();
        assertThat(send(connection, "00A4000C023F00"))
                .isEqualTo(Bytes.ofHex("6881").toArray());
        assertThat(send(connection, "00A4000C023F00"))
                .isEqualTo(Bytes.ofHex("6881").toArray());
        assertThat(line().commands()).containsOnlyOnce("AT+CSIM=14,\"00A4000C023F00\"");
    }

    @Test
    void a_restarted_modem_forgets_the_session_and_a_new_one_is_opened_underneath() throws CardException {
        AtModem modem = new AtModem(card).refusingWith("+CME ERROR: 21");
        for (ModemAccess access : ModemAccess.values()) {
            try (IotSafeApplet applet = new IotSafeApplet(reader(modem, access))) {
                applet.random(1);
                modem.restart();
                assertThat(applet.random(1)).as("by %s", access).isEqualTo(Bytes.ofHex("AB"));
            }
        }
    }

    @Test
    void a_port_that_vanishes_is_opened_again() throws CardException {
        IotSafeApplet applet = applet(ModemAccess.AUTO);
        applet.random(1);
        line().vanish();
        assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AB"));
        assertThat(lines).hasSize(2);
        assertThat(lines.get(0).isClosed()).isTrue();
    }

    @Test
    void a_channel_of_a_connection_that_broke_is_closed_by_the_next() throws CardException {
        IotSafeApplet applet = applet(ModemAccess.AUTO);
        for (int round = 0; round < 5; round++) {
            applet.random(1);
            line().vanish();
        }
        applet.random(1);
        assertThat(card.open()).hasSize(1);
    }

    @Test
    void channels_of_an_earlier_run_are_closed_once_and_only_if_none_is_left() throws CardException, IOException {
        for (int channel = 0; channel < 3; channel++) {
            card.process(Bytes.ofHex("0070000001"));
        }
        ModemReader reader = reader(new AtModem(card), ModemAccess.CSIM);
        CardConnection connection = reader.open();
        assertThat(send(connection, "0070000001"))
                .isEqualTo(Bytes.ofHex("019000").toArray());
        assertThat(card.open()).containsExactly(1);
        send(connection, "0070000001");
        send(connection, "0070000001");
        assertThat(send(connection, "0070000001"))
                .as("these are in use")
                .isEqualTo(Bytes.ofHex("6A81").toArray());
        assertThat(card.open()).hasSize(3);
    }

    @Test
    void an_answer_that_the_modem_cuts_is_named_and_the_line_stays_whole() throws IOException {
        CardConnection connection =
                reader(new AtModem(card, CUTS_AT_256), ModemAccess.AUTO).open();
        send(connection, "0070000001");
        send(connection, "01A4040007A0000005590010");
        assertThatThrownBy(() -> send(connection, "81B00000038301020 0".replace(" ", "")))
                .isInstanceOf(AnswerCutException.class)
                .hasMessageStartingWith("modem /dev/m cuts long answers: it announced 516 digits and gave ");
        assertThat(send(connection, "81B000000383010264")).hasSize(102);
    }

    @Test
    void a_command_that_the_modem_loses_is_said_to_have_no_answer() {
        IotSafeApplet applet = applet(ModemAccess.CSIM, LOSES_CSIM);
        assertThatThrownBy(applet::connect)
                .isInstanceOf(CardException.Unreachable.class)
                .hasMessageEndingWith(
                        "modem /dev/m says OK but gives no answer of the card: restart it if it stays so");
    }

    @ParameterizedTest
    @EnumSource(
            value = CmeError.class,
            names = {"NO_SIM", "PIN_NEEDED", "PUK_NEEDED", "SIM_FAILURE", "SIM_BUSY", "WRONG_SIM", "NOT_ALLOWED"})
    void a_SIM_that_cannot_be_used_is_told_in_the_modem_s_words_and_a_remedy(CmeError error) {
        String number = error.sentence().replaceAll("\\D+(\\d+).*", "$1");
        for (ModemAccess access : ModemAccess.values()) {
            AtModem modem = new AtModem(card, NO_CCHO, NO_CSIM).refusingWith("+CME ERROR: " + number);
            IotSafeApplet applet = new IotSafeApplet(reader(modem, access));
            assertThatThrownBy(applet::connect)
                    .as("by %s", access)
                    .isInstanceOf(CardException.Unreachable.class)
                    .hasMessageContaining("modem /dev/m refuses AT+C")
                    .hasMessageContaining(error.sentence());
        }
    }

    @Test
    void bare_headers_get_the_fifth_byte_that_the_line_wants() throws IOException {
        CardConnection connection = reader(new AtModem(card), ModemAccess.CSIM).open();
        send(connection, "00A40000");
        assertThat(line().commands()).contains("AT+CSIM=10,\"00A4000000\"");
    }

    @Test
    void a_channel_above_3_is_put_into_the_class_byte_as_a_further_one() throws IOException {
        FakeLine line = new FakeLine(command -> command.startsWith("AT+CSIM=10,\"0070")
                ? "\r\n+CSIM: 6,\"059000\"\r\nOK\r\n"
                : command.startsWith("AT+CSIM") ? "\r\n+CSIM: 4,\"9000\"\r\nOK\r\n" : "\r\nERROR\r\n");
        ModemAddress address = new ModemAddress(Path.of("/dev/m"), 9600, ModemAccess.AUTO);
        CardConnection connection = new ModemReader(address, (place, unused) -> line, line::nanos).open();
        assertThat(send(connection, "0070000001"))
                .as("a number of our own")
                .isEqualTo(Bytes.ofHex("019000").toArray());
        send(connection, "01A4040007A0000005590010");
        send(connection, "8184000001");
        assertThat(line.commands()).contains("AT+CSIM=24,\"41A4040007A0000005590010\"", "AT+CSIM=10,\"C184000001\"");
    }
}
