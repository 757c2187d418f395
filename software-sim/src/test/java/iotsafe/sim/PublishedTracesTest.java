package iotsafe.sim;

import static iotsafe.sim.Reader.hex;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.crypto.P256;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The exchanges that real cards were seen in, byte for byte where the card's keys do not matter. */
class PublishedTracesTest {
    private final Reader reader = new Reader(SoftwareSim.inMemory(Published.card()));

    @BeforeEach
    void selects_by_the_vendor_AID_with_Le_1_4() {
        assertThat(reader.send("00 A4 04 00 0F " + Published.AID + " 00")).isEqualTo("9000");
    }

    @Test
    void application_data_3_2_1() {
        assertThat(reader.send("80 CB 00 00 44")).isEqualTo(hex(Published.APPLICATION) + "9000");
    }

    @Test
    void object_list_3_2_2() {
        assertThat(reader.send("80 CB 01 00")).isEqualTo(Published.LIST + "9000");
        assertThat(reader.send("80 CB 01 00 00")).isEqualTo(Published.LIST + "9000");
    }

    @Test
    void one_public_key_3_2_5() {
        assertThat(reader.send("80 CB C2 00 04 85 02 0002"))
                .isEqualTo(hex("7502313185020002 600102 4A0101 4B0113 4E0103 610107 920204 91020007 6F0101 9000"));
    }

    @Test
    void sixteen_random_bytes_3_5() {
        assertThat(reader.data("80 84 00 00 10").size()).isEqualTo(16);
    }

    @Test
    void key_pair_without_Le_and_though_its_public_key_is_unreadable_3_6() {
        Octets answer = reader.data("80 B9 00 00 04 84 02 0002");
        assertThat(answer.toString()).hasSize(2 * 79).startsWith("8402000285020002344549438641" + "04");
        assertThat(P256.isPoint(answer.slice(14, 79))).isTrue();
    }

    @Test
    void signature_over_a_full_text_with_close_3_9_3() {
        Octets point = reader.data("80 B9 00 00 04 84 02 0002").slice(14, 79);
        assertThat(reader.send("80 2A 00 01 0E 84 02 0002 A1 01 01 91 02 0001 92 01 04"))
                .isEqualTo("9000");
        Octets answer = reader.data("80 2B 80 01 0A 9B 08 0102030405060708");
        assertThat(answer.toString()).startsWith("3340").hasSize(2 * 66);
        Octets hash = Octets.hex("66840DDA154E8A113C31DD0AD32F7F3A366A80E8136979D8F5A101D3D29D6F72"); // section 9
        assertThat(P256.verifies(point, hash, answer.slice(2, 66))).isTrue();
        assertThat(reader.send("80 2A 01 01")).isEqualTo("9000");
    }

    @Test
    void the_published_signature_is_valid_3_10() {
        assertThat(reader.send("80 2C 00 01 0E 85 02 0002 A1 01 01 91 02 0001 92 01 04"))
                .isEqualTo("9000");
        assertThat(reader.send("80 2D 80 01 4C 9B 08 0102030405060708 33 40 " + Published.SIGNATURE))
                .isEqualTo("9000");
    }

    @Test
    void any_other_text_has_another_signature_3_10() {
        assertThat(reader.send("80 2C 00 01 0E 85 02 0002 A1 01 01 91 02 0001 92 01 04"))
                .isEqualTo("9000");
        assertThat(reader.send("80 2D 80 01 4C 9B 08 0102030405060709 33 40 " + Published.SIGNATURE))
                .isEqualTo("6D01");
        assertThat(reader.send("80 2C 01 01")).isEqualTo("9000");
    }
}
