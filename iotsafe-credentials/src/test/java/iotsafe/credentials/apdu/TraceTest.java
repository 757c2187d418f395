package iotsafe.credentials.apdu;

import static iotsafe.credentials.apdu.ScriptedCard.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.Lines;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
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
        assertThat(log.lines)
                .singleElement()
                .asString()
                .matches("READ FILE, offset 0, channel 1: 9000 \\(success\\), \\d+ ms");
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
                "81 46 00 00 04 99 02 C0 FF 00",
                "01 B0 00 00 04 99 02 C0 FF 00",
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
        assertThat(log.lines).singleElement().asString().matches("GET RANDOM, 1 bytes, channel 1: no answer, \\d+ ms");
    }

    /** GSMA IoT.05, GET DATA – object list: each field by its name. */
    @Test
    void fields_are_named_and_nested_ones_indented() throws IOException {
        List<TracedExchange> told = new ArrayList<>();
        card.on("81 CB 01 00 00", "C2 0B 75 02 31 31 85 02 00 02 4A 01 01 90 00");
        ask(new Trace(card, told::add), "81 CB 01 00 00");
        assertThat(told.get(0).title()).isEqualTo("GET DATA, object list, channel 1");
        assertThat(told.get(0).answerFields())
                .containsExactly(
                        "C2 public key information",
                        "  75 public key label: \"11\"",
                        "  85 public key id: 0002",
                        "  4A state: 01");
    }

    /** Interface reference 3.12: of COMPUTE PRF a trace may name the container, and count the rest. */
    @Test
    void a_secret_commands_fields_are_named_and_only_names_and_lengths_shown() throws IOException {
        List<TracedExchange> told = new ArrayList<>();
        card.on("81 48 02 00 0D 86 01 07 D4 02 C0 FF D2 01 EE D3 01 30 00", "C0 FF EE 90 00");
        ask(new Trace(card, told::add), "81 48 02 00 0D 86 01 07 D4 02 C0 FF D2 01 EE D3 01 30 00");
        TracedExchange exchange = told.get(0);
        assertThat(exchange.title()).isEqualTo("COMPUTE PRF, mode 02 (PSK on the card, with ECDHE), channel 1");
        assertThat(exchange.command()).isEqualTo("81480200 [15 bytes not shown]");
        assertThat(exchange.commandFields())
                .containsExactly(
                        "86 secret key id: 07",
                        "D4 shared secret: [2 bytes not shown]",
                        "D2 label and seed: [1 bytes not shown]",
                        "D3 output length: 30");
        assertThat(exchange.answer()).isEqualTo("[3 bytes not shown] 9000");
        assertThat(exchange.answerFields()).isEmpty();
    }

    /** ETSI TS 102 221: there INS 20, 24 and 2C are about PINs, and files are the subscriber's. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "00 20 00 01 08 C0 FF FF FF FF FF FF FF",
                "00 24 00 01 02 C0 FF",
                "00 2C 00 01 02 C0 FF",
                "00 D8 00 00 02 C0 FF",
                "00 B0 00 00 0A"
            })
    void on_the_basic_channel_nothing_is_shown_but_what_is_selected(String command) throws IOException {
        List<TracedExchange> told = new ArrayList<>();
        card.on(command, "C0 FF EE 90 00").on("00 A4 00 0C 02 2F E2", "90 00");
        ApduTransport traced = new Trace(card, told::add);
        ask(traced, command);
        ask(traced, "00 A4 00 0C 02 2F E2");
        assertThat(told.get(0).toString()).doesNotContain("C0FF").contains("[3 bytes not shown] 9000");
        assertThat(told.get(1).title()).isEqualTo("SELECT, file 2FE2");
        assertThat(told.get(1).command()).isEqualTo("00A4000C022FE2");
    }

    /** What a card sends is anything: a trace of it never fails, nor does it hold what is masked. */
    @Test
    void any_bytes_can_be_traced() throws IOException {
        Random random = new Random(20261123);
        List<TracedExchange> told = new ArrayList<>();
        for (int round = 0; round < 1000; round++) {
            byte[] command = new byte[4 + random.nextInt(40)];
            random.nextBytes(command);
            byte[] answer = new byte[2 + random.nextInt(80)];
            random.nextBytes(answer);
            byte[] known = {0x01, (byte) Instruction.GET_DATA.code(), 0x01, 0x00, 0x00};
            new Trace(ignored -> answer, told::add).exchange(round % 2 == 0 ? command : known);
        }
        assertThat(told).hasSize(1000).allMatch(exchange -> exchange.status().isPresent());
    }

    /** What is said of a silent card names its reader, traced or not. */
    @Test
    void a_traced_reader_is_called_and_cured_as_the_reader_itself() {
        CardReader modem = new CardReader() {
            @Override
            public CardConnection open() throws IOException {
                throw new IOException("silent");
            }

            @Override
            public String place() {
                return "modem /dev/ttyUSB2";
            }

            @Override
            public String remedy() {
                return "reset the modem";
            }
        };
        CardReader traced = new TracedReader(modem, ignored -> {});
        assertThat(traced.place()).isEqualTo("modem /dev/ttyUSB2");
        assertThat(traced.remedy()).isEqualTo("reset the modem");
    }

    @Test
    void a_reader_can_be_traced_from_outside() throws IOException {
        List<TracedExchange> told = new ArrayList<>();
        CardReader reader = () -> CardConnection.over("a card", command -> new byte[] {(byte) 0x90, 0});
        try (CardConnection traced =
                new TracedReader(reader, told::add).candidates().get(0).open()) {
            assertThat(traced.name()).isEqualTo("a card");
            traced.exchange(Bytes.ofHex("0070000001").toArray());
        }
        assertThat(told).extracting(TracedExchange::title).containsExactly("MANAGE CHANNEL, open");
    }
}
