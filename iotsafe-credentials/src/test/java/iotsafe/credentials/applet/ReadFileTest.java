package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.FILE_02;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.AnswerCutException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.ScriptedCard;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** READ FILE (interface reference 3.3, 6.2; checklist 9). */
class ReadFileTest extends CardTest {
    /** Looks like a certificate of 600 bytes from outside: 30 82 02 54, then 596 bytes. */
    private static final Bytes CERTIFICATE = certificate(600);

    private static Bytes certificate(int length) {
        byte[] der = new byte[length];
        for (int at = 0; at < length; at++) {
            der[at] = (byte) at;
        }
        der[0] = 0x30;
        der[1] = (byte) 0x82;
        der[2] = (byte) ((length - 4) >>> 8);
        der[3] = (byte) (length - 4);
        return Bytes.of(der);
    }

    private void block(int from, int to, Bytes file) {
        card.on("81 B0 %04X 03 83 01 02 00".formatted(from), file.slice(from, to) + "9000");
    }

    @Test
    void a_certificate_of_600_bytes_takes_three_exchanges_and_no_question_for_its_size() throws CardException {
        block(0, 256, CERTIFICATE);
        block(256, 512, CERTIFICATE);
        block(512, 600, CERTIFICATE);
        assertThat(applet.readFile(FILE_02)).isEqualTo(CERTIFICATE);
        assertThat(applet.exchanges()).isEqualTo(2 + 3);
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(ints = {255, 240, 200})
    void smaller_blocks_are_taken_as_they_come(int block) throws CardException {
        for (int at = 0; at < 600; at += block) {
            block(at, Math.min(at + block, 600), CERTIFICATE);
        }
        assertThat(applet.readFile(FILE_02)).isEqualTo(CERTIFICATE);
        card.isFinished();
    }

    @Test
    void a_container_larger_than_the_certificate_is_cut_at_its_end_even_if_that_is_00() throws CardException {
        Bytes ending00 = Bytes.concat(certificate(300).slice(0, 299), bytes("00"));
        Bytes padded = Bytes.concat(ending00, Bytes.of(new byte[212]));
        block(0, 256, padded);
        block(256, 512, padded);
        assertThat(applet.readFile(FILE_02)).isEqualTo(ending00);
        card.isFinished();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"90 00", "69 81", "6A 86"})
    void a_file_that_is_no_certificate_ends_where_the_card_says_so(String end) throws CardException {
        card.on("81 B0 00 00 03 83 01 02 00", "30 31 32 33 90 00").on("81 B0 00 04 03 83 01 02 00", end);
        assertThat(applet.readFile(FILE_02)).isEqualTo(bytes("30313233"));
        card.isFinished();
    }

    @Test
    void a_file_is_named_by_its_label_as_well() throws CardException {
        card.on("81 B0 00 00 06 73 04 43455254 00", "30 81 01 AA 90 00");
        assertThat(applet.readFile(uri("iotsafe:type=file;label=CERT"))).isEqualTo(bytes("308101AA"));
        card.isFinished();
    }

    @Test
    void a_certificate_that_ends_too_early_is_unreadable() {
        card.on("81 B0 00 00 03 83 01 02 00", "30 82 01 00 AA 90 00").on("81 B0 00 05 03 83 01 02 00", "6A 86");
        assertThatThrownBy(() -> applet.readFile(FILE_02))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessage("file iotsafe:type=file;id=02: byte 5: it ends here, but its first bytes announce 260");
    }

    @Test
    void an_empty_file_is_refused() {
        card.on("81 B0 00 00 03 83 01 02 00", "90 00");
        assertThatThrownBy(() -> applet.readFile(FILE_02))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("the file is empty");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"69 85", "69 81", "6A 86", "6A 82", "69 82"})
    void an_error_at_the_first_block_is_refused_with_the_file_s_name(String status) {
        card.on("81 B0 00 00 03 83 01 02 00", status);
        assertThatThrownBy(() -> applet.readFile(FILE_02))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageStartingWith("READ FILE iotsafe:type=file;id=02: " + status.replace(" ", ""));
    }

    /** Le 40 from here on. */
    private void smallBlocks(ScriptedCard on, int from) {
        for (int at = from; at < 600; at += 64) {
            on.on("81 B0 %04X 03 83 01 02 40".formatted(at), CERTIFICATE.slice(at, Math.min(at + 64, 600)) + "9000");
        }
    }

    @Test
    void an_answer_that_a_modem_cut_is_read_again_in_small_blocks_and_so_is_the_next_file() throws CardException {
        // 256 digits arrive, 128 bytes: the last two are content and no status word
        card.on("81 B0 00 00 03 83 01 02 00", CERTIFICATE.slice(0, 128).toHex());
        smallBlocks(card, 0);
        smallBlocks(card, 0);
        assertThat(applet.readFile(FILE_02)).isEqualTo(CERTIFICATE);
        assertThat(applet.exchanges()).isEqualTo(2 + 1 + 10);
        assertThat(applet.readFile(FILE_02)).isEqualTo(CERTIFICATE);
        card.isFinished();
    }

    @Test
    void a_modem_that_says_itself_that_it_cut_an_answer_keeps_its_session() throws CardException {
        ScriptedCard scripted = opened().on("81 B0 00 00 03 83 01 02 00", "9000");
        smallBlocks(scripted, 0);
        IotSafeApplet behindModem = new IotSafeApplet(() -> CardConnection.over("a modem", command -> {
            byte[] answer = scripted.exchange(command);
            if (command[1] == (byte) 0xB0 && command[command.length - 1] == 0) {
                throw new AnswerCutException("the modem announced 516 digits and sent 255");
            }
            return answer;
        }));
        assertThat(behindModem.readFile(FILE_02)).isEqualTo(CERTIFICATE);
        scripted.isFinished();
    }

    @Test
    void a_card_that_was_pulled_out_is_not_taken_for_a_modem_that_cuts() throws CardException {
        ScriptedCard before = opened().pulledOutAt("81 B0 00 00 03 83 01 02 00");
        ScriptedCard after = opened().on("81 B0 00 00 03 83 01 02 00", "30 81 01 AA 9000");
        assertThat(new IotSafeApplet(ScriptedCard.reader(before, after)).readFile(FILE_02))
                .isEqualTo(bytes("308101AA"));
        after.isFinished();
    }

    @Test
    void an_answer_that_is_cut_even_so_is_given_up() {
        card.on("81 B0 00 00 03 83 01 02 00", "30 82 02 54 AA BB")
                .on("81 B0 00 00 03 83 01 02 40", "30 82 02 54 AA BB");
        assertThatThrownBy(() -> applet.readFile(FILE_02))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("AABB");
        card.isFinished();
    }

    @Test
    void a_file_that_never_ends_is_given_up() {
        int[] asked = {0};
        IotSafeApplet endless = new IotSafeApplet(() -> CardConnection.over("a card", command -> {
            asked[0]++;
            return bytes(command[1] == 0x70 ? "01 90 00" : command[1] == (byte) 0xA4 ? "90 00" : "41 90 00")
                    .toArray();
        }));
        assertThatThrownBy(() -> endless.readFile(FILE_02)).hasMessageContaining("the file has no end");
        assertThat(asked[0]).isLessThan(2000);
    }

    @Test
    void a_key_is_no_file_and_the_card_is_not_asked() {
        assertThatThrownBy(() -> applet.readFile(PRIVATE_01))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("write type=file");
    }
}
