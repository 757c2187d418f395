package iotsafe.sim.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.sim.Fault;
import iotsafe.sim.Fault.Effect;
import iotsafe.sim.Fault.Moment;
import iotsafe.sim.FaultyCard;
import iotsafe.sim.FileContainer;
import iotsafe.sim.KeyFunction;
import iotsafe.sim.Profile;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interface reference 5.1, 5.3 to 5.5: what command lines come to, apart from echo, line ends and timing. */
class ModemTest {
    private static final String OPEN = "AT+CCHO=\"A0000005590010\"";
    private static final String RANDOM_1 = "AT+CGLA=5,10,\"8084000001\"";

    private final SimMemory memory = SimMemory.blank(Profile.STANDARD)
            .protocol(Protocol.T0)
            .iccid("8988211000000000012")
            .addFile(Octets.hex("01"), "", new byte[] {1, 2}, FileContainer.GENERAL)
            .addKeyPair("k", Octets.hex("01"), Octets.hex("02"), KeyFunction.SIGN);
    private final FaultyCard card = new FaultyCard(SoftwareSim.inMemory(memory));

    private Modem modem(String profile) {
        ModemProfile manners = ModemProfile.named(profile);
        return new Modem(new Uicc(card, manners), manners);
    }

    private static String say(Modem modem, String line) {
        Reply reply = modem.obey(line);
        String said = String.join("|", reply.lines()) + "|" + reply.result();
        return said.startsWith("|") ? said.substring(1) : said;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "AT; OK",
                "at; OK",
                "ATE0; OK",
                "ATE1; OK",
                "ATE; OK",
                "ATI; iotsafe-agent|software SIM modem, protects nothing|Revision: 1|OK",
                "AT+CMEE?; +CMEE: 0|OK",
                "AT+CMEE=1; OK",
                "AT+CMEE=2; ERROR",
                "AT+CPIN?; +CPIN: READY|OK",
                "AT+CFUN?; +CFUN: 1|OK",
                "AT+CFUN=7; ERROR",
                "AT+CSIM=?; OK",
                "AT+CCHO=?; OK",
                "AT+NOPE=?; ERROR",
                "AT+NOPE; ERROR",
                "AT+; ERROR",
                "ATD123; ERROR",
                "AT+ECSIMSLEEP=0; ERROR",
                "AT+CSIM=10,\"0070000001\"; +CSIM: 6,\"019000\"|OK",
                "AT+CSIM= 10, \"0070000001\"; +CSIM: 6,\"019000\"|OK",
                "AT+CSIM=10,0070000001; +CSIM: 6,\"019000\"|OK",
                "at+csim=8,\"00708001\"; +CSIM: 4,\"6881\"|OK",
                "AT+CSIM=24,\"00a4040007a0000005590010\"; +CSIM: 4,\"9000\"|OK"
            })
    void commands_5_1(String line, String reply) {
        assertThat(say(modem("standard"), line)).isEqualTo(reply);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AT+CSIM",
                "AT+CSIM=",
                "AT+CSIM=10",
                "AT+CSIM=12,\"0070000001\"",
                "AT+CSIM=9,\"007000000\"",
                "AT+CSIM=10,\"007000000X\"",
                "AT+CSIM=10,\"0070000001",
                "AT+CSIM=6,\"007000\"",
                "AT+CSIM=10,\"0070000001\",1",
                "AT+CSIM=9999999999,\"0070000001\"",
                "AT+CCHO=1,\"A0000005590010\"",
                "AT+CGLA=5,10",
                "AT+CGLA=5,10,\"0084000001\"",
                "AT+CCHC=5",
                "AT+CRSM=1",
                "AT+CMEE=x"
            })
    void wrong_parameters_are_CME_50(String line) {
        Modem modem = modem("standard");
        assertThat(say(modem, line)).isEqualTo("ERROR");
        say(modem, "AT+CMEE=1");
        assertThat(say(modem, line)).isEqualTo("+CME ERROR: 50");
    }

    @Test
    void a_channel_opened_selected_used_and_closed_through_CSIM_5_1() {
        Modem modem = modem("standard");
        say(modem, "AT+CSIM=10,\"0070000001\"");
        assertThat(say(modem, "AT+CSIM=24,\"01A4040007A0000005590010\"")).isEqualTo("+CSIM: 4,\"9000\"|OK");
        assertThat(say(modem, "AT+CSIM=16,\"81B0000003830101\"")).isEqualTo("+CSIM: 4,\"6102\"|OK");
        assertThat(say(modem, "AT+CSIM=10,\"81C0000002\"")).isEqualTo("+CSIM: 8,\"01029000\"|OK");
        assertThat(say(modem, "AT+CSIM=10,\"0070800100\"")).isEqualTo("+CSIM: 4,\"9000\"|OK");
    }

    @Test
    void the_longest_command_5_1() {
        String apdu = "80480000FF" + "D1FD" + "01".repeat(253) + "00";
        assertThat(say(modem("standard"), "AT+CSIM=522,\"" + apdu + "\"")).isEqualTo("+CSIM: 4,\"6D00\"|OK");
        assertThat(say(modem("standard"), "AT+CSIM=524,\"" + apdu + "00\"")).isEqualTo("ERROR");
    }

    @Test
    void a_session_has_a_channel_of_its_own_with_the_applet_selected_5_3() {
        Modem modem = modem("standard");
        assertThat(say(modem, OPEN)).isEqualTo("+CCHO: 5|OK");
        assertThat(say(modem, OPEN)).isEqualTo("+CCHO: 6|OK");
        assertThat(say(modem, RANDOM_1)).matches("\\+CGLA: 6,\"..9000\"\\|OK");
        assertThat(say(modem, "AT+CGLA=6,16,\"80B0000003830101\"")).isEqualTo("+CGLA: 4,\"6102\"|OK");
        assertThat(say(modem, "AT+CGLA=6,10,\"00C0000002\"")).isEqualTo("+CGLA: 8,\"01029000\"|OK");
        assertThat(say(modem, "AT+CSIM=10,\"8284000001\"")).matches("\\+CSIM: 6,\"..9000\"\\|OK"); // 6 is channel 2
        assertThat(say(modem, "AT+CCHC=5")).isEqualTo("+CCHC|OK");
        assertThat(say(modem, RANDOM_1)).isEqualTo("ERROR");
        assertThat(say(modem, "AT+CSIM=10,\"8184000001\"")).isEqualTo("+CSIM: 4,\"6881\"|OK");
    }

    @Test
    void the_modem_sets_the_channel_of_a_session_whatever_the_class_says_5_3() {
        Modem modem = modem("standard");
        for (int channel = 1; channel <= 5; channel++) {
            say(modem, OPEN);
        }
        assertThat(say(modem, "AT+CGLA=9,10,\"8384000001\"")).matches("\\+CGLA: 6,\"..9000\"\\|OK"); // channel 5
        assertThat(say(modem, "AT+CSIM=10,\"C184000001\"")).matches("\\+CSIM: 6,\"..9000\"\\|OK");
    }

    @Test
    void channels_and_selection_are_the_modem_s_in_a_session_5_3() {
        Modem modem = modem("standard");
        say(modem, "AT+CMEE=1");
        say(modem, OPEN);
        assertThat(say(modem, "AT+CGLA=5,10,\"0070000001\"")).isEqualTo("+CME ERROR: 3");
        assertThat(say(modem, "AT+CGLA=5,24,\"00A4040007A0000005590010\"")).isEqualTo("+CME ERROR: 3");
    }

    @Test
    void an_application_that_is_not_there_leaves_no_channel_open_5_3() {
        Modem modem = modem("standard");
        say(modem, "AT+CMEE=1");
        assertThat(say(modem, "AT+CCHO=\"A0000005599999\"")).isEqualTo("+CME ERROR: 22");
        assertThat(say(modem, "AT+CSIM=10,\"0070000001\"")).isEqualTo("+CSIM: 6,\"019000\"|OK");
    }

    @Test
    void no_channel_left_5_5() {
        Modem modem = modem("channels-left-open");
        say(modem, "AT+CMEE=1");
        assertThat(say(modem, OPEN)).isEqualTo("+CME ERROR: 20");
        assertThat(say(modem, "AT+CSIM=10,\"0070000001\"")).isEqualTo("+CSIM: 4,\"6A81\"|OK");
        say(modem, "AT+CSIM=10,\"0070800300\"");
        assertThat(say(modem, OPEN)).isEqualTo("+CCHO: 5|OK");
    }

    @ParameterizedTest
    @CsvSource({"AT+CFUN=4, OK", "AT+CFUN=0, OK", "'AT+CFUN=1,1', OK"})
    void radio_off_and_restart_close_channels_and_end_sessions_5_5(String line, String result) {
        Modem modem = modem("standard");
        say(modem, OPEN);
        Reply reply = modem.obey(line);
        assertThat(reply.result()).isEqualTo(result);
        if (reply.fate() == Reply.Fate.RESTART) {
            modem.restart();
        }
        say(modem, "AT+CFUN=1");
        assertThat(say(modem, RANDOM_1)).isEqualTo("ERROR");
        assertThat(say(modem, "AT+CSIM=10,\"8184000001\"")).isEqualTo("+CSIM: 4,\"6881\"|OK");
    }

    @Test
    void a_restart_brings_the_echo_back_and_forgets_error_numbers_5_5() {
        Modem modem = modem("standard");
        assertThat(modem.echoes()).isTrue();
        say(modem, "ATE0");
        say(modem, "AT+CMEE=1");
        assertThat(modem.echoes()).isFalse();
        modem.restart();
        assertThat(modem.echoes()).isTrue();
        assertThat(say(modem, "AT+CMEE?")).isEqualTo("+CMEE: 0|OK");
    }

    @Test
    void a_card_that_is_out_or_off_5_5() {
        Modem modem = modem("standard");
        say(modem, "AT+CMEE=1");
        say(modem, OPEN);
        card.plan(Fault.at(0x84, Moment.BEFORE, Effect.PULL));
        assertThat(say(modem, RANDOM_1)).isEqualTo("+CME ERROR: 10");
        assertThat(say(modem, "AT+CPIN?")).isEqualTo("+CME ERROR: 10");
        card.insert();
        assertThat(say(modem, RANDOM_1)).isEqualTo("+CME ERROR: 50"); // the session is over
        card.plan(Fault.atExchange(1, Moment.BEFORE, Effect.POWER_CUT));
        assertThat(say(modem, "AT+CSIM=10,\"0070000001\"")).isEqualTo("+CME ERROR: 13");
        say(modem, "AT+CFUN=0");
        assertThat(say(modem, "AT+CSIM=10,\"0070000001\"")).isEqualTo("+CME ERROR: 13");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "AT+CRSM=176,12258,0,0,10; +CRSM: 144,0,\"988812010000000010F2\"|OK",
                "AT+CRSM=192,12258; +CRSM: 144,0,\"6214820241218302*",
                "AT+CRSM=176,28423,0,0,9; +CRSM: 106,130|OK",
                "AT+CRSM=242; +CRSM: 109,0|OK",
                "AT+CRSM=132; ERROR"
            })
    void CRSM_reaches_files_and_nothing_else_5_4(String line, String reply) {
        String said = say(modem("standard"), line);
        if (reply.endsWith("*")) {
            assertThat(said).startsWith(reply.substring(0, reply.length() - 1));
        } else {
            assertThat(said).isEqualTo(reply);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "answers-unquoted; AT+CSIM=10,\"0070000001\"; +CSIM: 6,019000|OK",
                "no-space; AT+CSIM=10,\"0070000001\"; +CSIM:6,\"019000\"|OK",
                "lower-case-hex; AT+CSIM=10,\"80CB000000\"; +CSIM: 4,\"6a86\"|OK",
                "no-prefix; AT+CSIM=10,\"0070000001\"; +CSIM: 6,\"019000\"|OK",
                "no-prefix; AT+CCHO=\"A0000005590010\"; 5|OK",
                "quoted-handle; AT+CCHO=\"A0000005590010\"; +CCHO: \"5\"|OK",
                "commands-up-to-127; AT+CSIM=10,\"0070000001\"; +CSIM: 6,\"019000\"|OK",
                "manage-channel-refused; AT+CSIM=10,\"0070000001\"; +CME ERROR: 3",
                "manage-channel-refused; AT+CCHO=\"A0000005590010\"; +CCHO: 5|OK",
                "csim-channels-error-0; AT+CSIM=10,\"0070000001\"; +CSIM: 6,\"019000\"|OK",
                "csim-channels-error-0; AT+CSIM=24,\"01A4040007A0000005590010\"; +CME ERROR: 0",
                "csim-channels-error-3; AT+CSIM=24,\"01A4040007A0000005590010\"; +CME ERROR: 3",
                "csim-channels-error-3; AT+CCHO=\"A0000005590010\"; +CCHO: 5|OK",
                "no-csim; AT+CSIM=10,\"0070000001\"; ERROR",
                "no-ccho; AT+CCHO=\"A0000005590010\"; ERROR",
                "no-ccho; AT+CSIM=10,\"0070000001\"; +CSIM: 6,\"019000\"|OK",
                "no-ccho; AT+CCHO=?; ERROR",
                "probes-lie; AT+CSIM=?; ERROR",
                "probes-lie+no-ccho; AT+CCHO=?; OK",
                "probes-lie; AT+CSIM=10,\"0070000001\"; +CSIM: 6,\"019000\"|OK",
                "error-for-status; AT+CSIM=10,\"8184000001\"; ERROR",
                "error-for-status; AT+CSIM=24,\"00A4040007A0000005590010\"; +CSIM: 4,\"9000\"|OK",
                "no-line-without-data; AT+CSIM=24,\"00A4040007A0000005590010\"; OK",
                "no-line-without-data; AT+CSIM=10,\"0070000001\"; +CSIM: 6,\"019000\"|OK",
                "sim-sleeps; AT+CSIM=10,\"0070000001\"; +CME ERROR: 3",
                "sim-sleeps-for-good; AT+ECSIMSLEEP=0; ERROR"
            })
    void misbehaviours_5_5(String profile, String line, String reply) {
        Modem modem = modem(profile);
        say(modem, "AT+CMEE=1");
        assertThat(say(modem, line)).isEqualTo(reply);
    }

    @ParameterizedTest
    @CsvSource({"commands-up-to-127, 127", "commands-up-to-500, 500"})
    void longer_lines_are_refused_5_5(String profile, int most) {
        String longest = "AT" + " ".repeat(most - 2);
        assertThat(say(modem(profile), longest)).isEqualTo("OK");
        assertThat(say(modem(profile), longest + " ")).isEqualTo("ERROR");
        assertThat(say(modem("standard"), longest + " ")).isEqualTo("OK");
    }

    @ParameterizedTest
    @ValueSource(strings = {"opaque-handle", "quoted-handle", "opaque-handle+quoted-handle+no-prefix"})
    void a_session_is_given_back_as_it_was_given_5_3(String profile) {
        Modem modem = modem(profile);
        String handle = say(modem, OPEN).replaceFirst("\\+CCHO: ", "").replace("|OK", "");
        assertThat(handle).hasSizeGreaterThan(2);
        assertThat(say(modem, "AT+CGLA=" + handle + ",10,\"8084000001\"")).contains("9000");
        String other = handle.startsWith("\"") ? handle.replace("\"", "") : '"' + handle + '"';
        assertThat(say(modem, "AT+CGLA=" + other + ",10,\"8084000001\"")).isEqualTo("ERROR");
        assertThat(say(modem, "AT+CCHC=" + handle)).endsWith("OK");
    }

    @Test
    void a_sleeping_card_is_woken_5_5() {
        Modem modem = modem("sim-sleeps");
        assertThat(say(modem, OPEN)).isEqualTo("ERROR");
        assertThat(say(modem, "AT+ECSIMSLEEP=0")).isEqualTo("OK");
        assertThat(say(modem, OPEN)).isEqualTo("+CCHO: 5|OK");
    }

    @Test
    void a_modem_that_hides_61xx_and_6Cxx_0_3() {
        SimMemory slow = SimMemory.blank(Profile.named("get-response-60+answer-9f"))
                .protocol(Protocol.T0)
                .addFile(Octets.hex("01"), "", new byte[300], FileContainer.GENERAL);
        ModemProfile manners = ModemProfile.of(ModemQuirk.HIDES_61XX);
        Modem modem = new Modem(new Uicc(new FaultyCard(SoftwareSim.inMemory(slow)), manners), manners);
        say(modem, OPEN);
        assertThat(say(modem, "AT+CGLA=5,16,\"80B0000003830101\""))
                .isEqualTo("+CGLA: 516,\"" + "00".repeat(256) + "9000\"|OK");
        assertThat(say(modem, "AT+CGLA=5,10,\"80CB000000\"")).startsWith("+CGLA: 140,\"1001");
    }

    @Test
    void commands_and_answers_are_lost_once_5_5() {
        Modem modem = modem("command-lost+answer-lost+modem-resets+port-vanishes");
        String random = "AT+CSIM=10,\"0070000001\"";
        List<Reply.Fate> fates = List.of(
                Reply.Fate.ANSWERED_BY_CARD,
                Reply.Fate.ANSWERED_BY_CARD,
                Reply.Fate.LOST,
                Reply.Fate.LOST,
                Reply.Fate.RESTART,
                Reply.Fate.PORT_GONE,
                Reply.Fate.ANSWERED_BY_CARD);
        for (Reply.Fate fate : fates) {
            assertThat(modem.obey(random).fate()).isEqualTo(fate);
        }
        assertThat(say(modem, random)).contains("059000"); // five were done: the lost command and two more were not
    }

    @Test
    void a_command_is_lost_when_a_program_wants_it_5_5() {
        Modem modem = modem("standard");
        modem.loseNext();
        assertThat(modem.obey(OPEN).fate()).isEqualTo(Reply.Fate.ANSWERED_BY_CARD); // no exchange
        assertThat(modem.obey(RANDOM_1).fate()).isEqualTo(Reply.Fate.LOST);
        assertThat(modem.obey(RANDOM_1).fate()).isEqualTo(Reply.Fate.ANSWERED_BY_CARD);
    }

    @ParameterizedTest
    @MethodSource("iotsafe.sim.modem.ModemQuirk#names")
    void every_name_is_that_of_its_quirk(String name) {
        assertThat(ModemProfile.named(name).quirks())
                .containsExactly(ModemQuirk.named(name))
                .allMatch(quirk -> quirk.text().equals(name));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "frob", "urcs+", "URCS"})
    void other_names_are_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModemProfile.named(name))
                .withMessageContaining("echo-always");
    }

    @ParameterizedTest
    @EnumSource(ModemQuirk.class)
    void random_and_mutated_lines_have_one_final_result_or_none(ModemQuirk quirk) {
        Random random = new Random(20261123);
        ModemProfile manners = ModemProfile.of(quirk);
        Modem modem = new Modem(new Uicc(card, manners), manners);
        List<String> valid = List.of(
                OPEN,
                RANDOM_1,
                "AT+CSIM=10,\"0070000001\"",
                "AT+CCHC=5",
                "AT+CRSM=176,12258,0,0,10",
                "AT+CFUN=1,1",
                "ATE0");
        for (int round = 0; round < 500; round++) {
            StringBuilder line = new StringBuilder(valid.get(random.nextInt(valid.size())));
            for (int hits = random.nextInt(4); hits > 0; hits--) {
                line.setCharAt(2 + random.nextInt(line.length() - 2), (char) random.nextInt(256));
            }
            Reply reply = modem.obey(line.toString());
            assertThat(reply.result()).as("round %d: %s", round, line).matches("OK|ERROR|\\+CME ERROR: \\d+|");
            if (reply.fate() == Reply.Fate.RESTART) {
                modem.restart();
            }
        }
    }
}
