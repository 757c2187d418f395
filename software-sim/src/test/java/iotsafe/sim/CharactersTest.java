package iotsafe.sim;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import org.junit.jupiter.api.Test;

/** Interface reference 1.5, ISO/IEC 7816-3, 12.2: what is seen of a card that speaks T=0. */
class CharactersTest {
    private final SimMemory memory = SimMemory.blank(Profile.STANDARD)
            .protocol(Protocol.T0)
            .iccid("8988211000000000012")
            .addKeyPair("k", Octets.hex("303036"), Octets.hex("303037"), KeyFunction.SIGN, KeyFunction.GENERATE)
            .addFile(Octets.hex("02"), "", new byte[600], FileContainer.GENERAL);
    private final SoftwareSim card = SoftwareSim.inMemory(memory);
    private final Reader reader = new Reader(card);

    CharactersTest() {
        reader.send("00 70 00 00 01");
        assertThat(reader.send("01 A4 04 00 07 A0000005590010")).isEqualTo("9000");
    }

    @Test
    void the_sizes_that_a_real_card_announced() {
        assertThat(reader.send("81 B9 00 00 05 84 03 303036")).isEqualTo("6151");
        assertThat(reader.send("81 C0 00 00 51")).hasSize(2 * 0x53).endsWith("9000");
        assertThat(reader.send("81 CD 00 00 05 85 03 303037")).isEqualTo("6147");
        assertThat(reader.send("01 C0 00 00 47")).startsWith("3445").endsWith("9000"); // either class
        assertThat(reader.send("81 2A 00 01 0F 84 03 303036 A1 01 03 91 02 0001 92 01 04"))
                .isEqualTo("9000");
        assertThat(reader.send("81 2B 80 01 22 9E 20" + "11".repeat(32))).isEqualTo("6143");
        assertThat(reader.send("81 C0 00 00 43")).startsWith("330040").endsWith("9000");
        assertThat(reader.send("81 48 00 00 09 D10101 D20102 D30110")).isEqualTo("6110");
    }

    @Test
    void Le_behind_a_body_never_reaches_a_T0_card() {
        assertThat(reader.send("81 B9 00 00 05 84 03 303036 00")).isEqualTo("6151");
    }

    @Test
    void a_file_block_of_256_bytes_is_6100() {
        assertThat(reader.send("81 B0 00 00 03 83 01 02")).isEqualTo("6100");
        assertThat(reader.send("81 C0 00 00 00")).hasSize(2 * 258).endsWith("9000");
    }

    @Test
    void a_response_can_be_fetched_in_parts_and_a_wrong_length_is_corrected() {
        reader.send("81 B0 02 00 03 83 01 02");
        assertThat(reader.send("81 C0 00 00 00")).isEqualTo("6C58");
        assertThat(reader.send("81 C0 00 00 32")).hasSize(2 * 52).endsWith("6126");
        assertThat(reader.send("81 C0 00 00 26")).hasSize(2 * 40).endsWith("9000");
        assertThat(reader.send("81 C0 00 00 01")).isEqualTo("6985");
    }

    @Test
    void a_response_waits_on_its_channel_and_only_for_the_next_command() {
        reader.send("81 B0 02 00 03 83 01 02");
        assertThat(reader.send("80 C0 00 00 58")).isEqualTo("6985");
        reader.send("81 84 00 00 01");
        assertThat(reader.send("81 C0 00 00 58")).isEqualTo("6985");
        reader.send("81 B0 02 00 03 83 01 02");
        card.reset();
        assertThat(reader.send("00 C0 00 00 58")).isEqualTo("6985");
    }

    @Test
    void without_a_body_the_length_must_be_exact() {
        assertThat(reader.send("81 CB 00 00")).isEqualTo("6C44");
        assertThat(reader.send("81 CB 00 00 00")).isEqualTo("6C44");
        assertThat(reader.send("81 CB 00 00 45")).isEqualTo("6C44");
        assertThat(reader.send("81 CB 00 00 44")).hasSize(2 * 70).endsWith("9000");
        assertThat(reader.send("00 70 00 00 00")).isEqualTo("6C01");
        assertThat(reader.send("00 70 00 00 01")).isEqualTo("029000");
        reader.send("00 A4 00 0C 02 2FE2");
        assertThat(reader.send("00 B0 00 00 00")).isEqualTo("6C0A");
        assertThat(reader.send("00 B0 00 00 05")).isEqualTo("98881201009000");
        assertThat(reader.send("00 A4 00 04 02 2FE2")).isEqualTo("6116");
    }

    @Test
    void a_list_part_asked_with_a_wrong_length_is_asked_again() {
        SimMemory other = SimMemory.blank(Profile.named("list-part-20")).protocol(Protocol.T0);
        other.addKeyPair("k", Octets.hex("01"), Octets.hex("02"), KeyFunction.SIGN);
        Reader parts = Reader.selected(other);
        assertThat(parts.send("80 CB 01 00 00")).isEqualTo("6C14");
        assertThat(parts.send("80 CB 01 00 14")).hasSize(2 * 22).endsWith("6300");
        assertThat(parts.send("80 CB 01 01 00")).isEqualTo("6C14");
        assertThat(parts.send("80 CB 01 01 14")).hasSize(2 * 22).endsWith("6300");
    }

    @Test
    void blocks_T1_have_nothing_waiting() {
        Reader blocks = Reader.selected(SimMemory.blank(Profile.STANDARD));
        assertThat(blocks.send("00 C0 00 00 00")).isEqualTo("6985");
    }
}
