package iotsafe.credentials.modem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines between a command and its final result (interface reference 5.1, 5.5). */
class AtDialogueTest {
    private static final String COMMAND = "AT+CSIM=10,\"0070000001\"";

    private static FakeLine saying(String... answers) {
        Deque<String> left = new ArrayDeque<>(Arrays.asList(answers));
        return new FakeLine(command -> left.isEmpty() ? "" : left.remove());
    }

    private static AtDialogue on(FakeLine line) {
        return new AtDialogue("modem /dev/m", line, line::nanos);
    }

    private static AtAnswer csim(AtDialogue dialogue) throws IOException {
        return dialogue.ask(COMMAND, AnswerLine.CSIM, dialogue.in(Duration.ofSeconds(5)));
    }

    private static String csim(String transcript) throws IOException {
        AtAnswer answer = csim(on(saying(transcript)));
        return answer.content().orElse(answer.result().line());
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "\r\n+CSIM: 6,\"019000\"\r\n\r\nOK\r\n",
                "\n+CSIM: 6,\"019000\"\nOK\n",
                "\r+CSIM:6,\"019000\"\rOK\r",
                "AT+CSIM=10,\"0070000001\"\r\r\n+CSIM: 6,\"019000\"\r\n\r\nOK\r\n",
                "\r\n+CREG: 1\r\n\r\n+CSIM: 6,\"019000\"\r\n\r\nRING\r\n\r\nOK\r\n",
                "\r\nOK\r\n\r\n+QIND: csq,20,99\r\n\r\n+CSIM: 6,\"019000\"\r\n",
                "\r\n+CSIM: 4,\"9000\"\r\n+CSIM: 6,\"019000\"\r\nOK\r\n",
                "\r\n+CSIM: 4,\"9000\"+CSIM: 6,\"019000\"\r\nOK\r\n",
                "\r\n4,\"9000\"OK+CSIM: 6,\"019000\"\r\nOK\r\n",
                "\0\u00FF\r\n  +CSIM: 6,\"019000\"  \r\n\r\nOK\r\n",
                "\r\n+CSIM: 6,\"019000\"\r\n"
            })
    void the_answer_is_found_among_echo_reports_and_repetitions(String transcript) throws IOException {
        assertThat(csim(transcript)).isEqualTo("6,\"019000\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ERROR",
                "+CME ERROR: 10",
                "+CME ERROR: SIM not inserted",
                "+CMS ERROR: 500",
                "COMMAND NOT SUPPORT"
            })
    void an_error_ends_the_answer_at_once(String line) throws IOException {
        FakeLine wire = saying("\r\n+CREG: 1\r\n" + line + "\r\n+CREG: 2\r\n");
        AtAnswer answer = csim(on(wire));
        assertThat(answer.content()).isEmpty();
        assertThat(answer.result()).isEqualTo(new FinalResult(false, line));
        assertThat(wire.nanos()).as("time waited").isZero();
    }

    @Test
    void what_comes_unasked_before_a_command_is_not_its_answer() throws IOException {
        FakeLine line = saying("\r\n+CSIM: 4,\"9000\"\r\nOK\r\n");
        AtDialogue dialogue = on(line);
        line.says("\r\n+CSIM: 4,\"6D00\"\r\nOK\r\n");
        assertThat(csim(dialogue).content()).contains("4,\"9000\"");
    }

    @Test
    void an_OK_that_comes_late_is_not_taken_for_that_of_the_next_command() throws IOException {
        AtDialogue dialogue = on(saying(
                "\r\n+CSIM: 4,\"9000\"\r\n",
                "\r\nOK\r\n" + FakeLine.PAUSE.repeat(3) + "\r\n+CSIM: 4,\"6D00\"\r\nOK\r\n"));
        csim(dialogue);
        assertThat(csim(dialogue).content()).contains("4,\"6D00\"");
    }

    @Test
    void an_OK_without_the_card_s_answer_is_a_failure_within_a_second() {
        FakeLine line = saying("\r\nOK\r\n");
        assertThatThrownBy(() -> csim(on(line)))
                .isInstanceOf(IOException.class)
                .hasMessage("modem /dev/m says OK but gives no answer of the card: restart it if it stays so");
        assertThat(line.nanos()).isEqualTo(Duration.ofSeconds(1).toNanos());
    }

    @Test
    void silence_lasts_until_the_deadline_and_breaks_the_dialogue() {
        FakeLine line = saying("\r\n+CREG: 1\r\n\r\n+CSIM: 4,\"90");
        AtDialogue dialogue = on(line);
        assertThatThrownBy(() -> csim(dialogue))
                .isInstanceOf(IOException.class)
                .hasMessage("modem /dev/m is silent: see whether it is switched on and nobody else uses this port");
        assertThat(line.nanos()).isEqualTo(Duration.ofSeconds(5).toNanos());
        assertThat(dialogue.isBroken()).isTrue();
    }

    @Test
    void a_line_without_end_is_given_up_after_2048_characters() {
        assertThatThrownBy(() -> csim("x".repeat(3000)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a line of more than 2048 characters");
    }

    @Test
    void an_interrupted_thread_does_not_wait_for_the_deadline() {
        FakeLine line = saying();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> csim(on(line))).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).as("still told").isTrue();
    }

    @Test
    void a_modem_that_is_slow_to_wake_is_greeted_three_times() throws IOException {
        FakeLine line = saying("", "garbage", "\r\nOK\r\n", "\r\nERROR\r\n");
        on(line).greet();
        assertThat(line.commands()).containsExactly("ATE0", "ATE0", "ATE0", "AT+CMEE=1");
    }

    @Test
    void a_port_that_nobody_answers_at_is_found_out_within_the_time_to_open() {
        FakeLine line = saying();
        assertThatThrownBy(() -> on(line).greet())
                .hasMessage(
                        "modem /dev/m does not answer: see whether it is switched on, this is its AT port and the baud rate is right");
        assertThat(Duration.ofNanos(line.nanos())).isLessThan(Duration.ofSeconds(5));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            +CSIM: 6,"019000"                      | +CSIM: 6,"[6 digits]"
            AT+CGLA=1,10,"8084000020"              | AT+CGLA=1,10,"[10 digits]"
            +CGLA: 68,"00112233445566778899AABBCC  | +CGLA: 68,"[26 digits]
            +CCID: 89440000000000000120            | +CCID: [20 digits]
            +CME ERROR: 10                         | +CME ERROR: 10
            """)
    void the_log_counts_digits_and_does_not_show_them(String line, String shown) {
        assertThat(AtDialogue.shown(line)).isEqualTo(shown);
    }
}
