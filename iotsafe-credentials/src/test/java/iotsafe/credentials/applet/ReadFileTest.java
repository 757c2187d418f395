package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.FILE_02;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
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

    @Test
    void a_file_that_never_ends_is_given_up() {
        int[] asked = {0};
        IotSafeApplet endless =
                new IotSafeApplet(() -> iotsafe.credentials.apdu.CardConnection.over("a card", command -> {
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
