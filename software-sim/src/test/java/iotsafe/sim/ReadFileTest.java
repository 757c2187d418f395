package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interface reference 3.3 and 3.5. */
class ReadFileTest {
    private static final Octets CONTENT = content();

    private static SimMemory memory(String profile) {
        return SimMemory.blank(Profile.named(profile))
                .addFile(Octets.hex("02"), "CERT", CONTENT.toArray(), FileContainer.CERTIFICATE)
                .addFile(Octets.hex("03"), "", new byte[0], FileContainer.GENERAL)
                .add(new FileContainer(Octets.EMPTY, Octets.hex("04"), 0, 1, CONTENT));
    }

    private final Reader reader = Reader.selected(memory("standard"));

    @Test
    void blocks_of_256_and_the_rest_3_3() {
        assertThat(reader.data("80 B0 00 00 03 83 01 02 00")).isEqualTo(CONTENT.slice(0, 256));
        assertThat(reader.data("80 B0 01 00 03 83 01 02 00")).isEqualTo(CONTENT.slice(256, 512));
        assertThat(reader.data("80 B0 02 00 03 83 01 02 00")).isEqualTo(CONTENT.slice(512, 600));
        assertThat(reader.data("80 B0 02 00 03 83 01 02 58")).isEqualTo(CONTENT.slice(512, 600));
    }

    @Test
    void by_label_without_Le_and_in_small_pieces_3_3() {
        assertThat(reader.data("80 B0 00 00 06 73 04 43455254 00")).isEqualTo(CONTENT.slice(0, 256));
        assertThat(reader.data("80 B0 00 00 03 83 01 02")).isEqualTo(CONTENT.slice(0, 256));
        assertThat(reader.data("80 B0 00 32 03 83 01 02 32")).isEqualTo(CONTENT.slice(50, 100));
    }

    @ParameterizedTest
    @CsvSource({"read-block-255, 255", "read-block-240, 240", "read-block-128, 128"})
    void cards_with_smaller_blocks_7(String profile, int block) {
        assertThat(Reader.selected(memory(profile)).data("80 B0 00 00 03 83 01 02 00"))
                .isEqualTo(CONTENT.slice(0, block));
    }

    @ParameterizedTest
    @CsvSource({
        "80 B0 02 58 03 83 01 02 00, 6A86", // at the end
        "80 B0 FF FF 03 83 01 02 00, 6A86",
        "80 B0 00 00 03 83 01 09 00, 6A82",
        "80 B0 00 00 03 83 01 03 00, 6985", // empty
        "80 B0 00 00 03 83 01 04 00, 6985", // no read access
        "80 B0 00 00 03 84 01 02 00, 6A80",
        "80 B0 00 00 00, 6700"
    })
    void refusals_3_3(String command, String status) {
        assertThat(reader.send(command)).isEqualTo(status);
    }

    @Test
    void random_bytes_as_many_as_asked_for_3_5() {
        assertThat(reader.data("80 84 00 00 20").size()).isEqualTo(32);
        assertThat(reader.data("80 84 00 00 00").size()).isEqualTo(256);
        assertThat(reader.data("80 84 00 00 20")).isNotEqualTo(reader.data("80 84 00 00 20"));
        assertThat(reader.send("80 84 00 00")).isEqualTo("6700");
        assertThat(reader.send("80 84 01 00 20")).isEqualTo("6A86");
        assertThat(reader.send("80 84 00 00 01 00")).isEqualTo("6700");
    }

    private static Octets content() {
        byte[] content = new byte[600];
        for (int i = 0; i < content.length; i++) {
            content[i] = (byte) (i * 7 + i / 256);
        }
        return Octets.of(content);
    }
}
