package iotsafe.sim;

import static iotsafe.sim.Reader.hex;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.crypto.P256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interface reference 3.6 to 3.8: GENERATE KEY PAIR, READ PUBLIC KEY, PUT PUBLIC KEY. */
class KeyCommandsTest {
    private static final Octets ID = Octets.hex("01");
    private static final Octets PUBLIC_ID = Octets.hex("02");

    private static SimMemory memory(String profile) {
        return SimMemory.blank(Profile.named(profile))
                .addKeyPair("k", ID, PUBLIC_ID, KeyFunction.SIGN, KeyFunction.GENERATE)
                .addKeyPair("fixed", Octets.hex("03"), Octets.hex("04"), KeyFunction.SIGN)
                .addPublicKey("peer", Octets.hex("05"), KeyFunction.SIGN);
    }

    private final Reader reader = Reader.selected(memory("standard"));

    @Test
    void a_generated_pair_is_answered_with_both_ids_and_can_be_read_3_6_3_7() {
        Octets answer = reader.data("80 B9 00 00 03 84 01 01 00");
        assertThat(answer.toString()).startsWith("840101" + "850102" + "3445").hasSize(2 * 77);
        Octets read = reader.data("80 CD 00 00 03 85 01 02 00");
        assertThat(read).isEqualTo(answer.slice(6, 77));
        assertThat(reader.data("80 CD 00 00 03 75 01 6B")).isEqualTo(read);
        assertThat(reader.send("80 CB C2 00 03 85 01 02")).contains("4A0101");
    }

    @Test
    void a_pair_named_by_label_3_6() {
        assertThat(reader.data("80 B9 00 00 03 74 01 6B").size()).isEqualTo(77);
    }

    @Test
    void each_pair_is_another_3_6() {
        assertThat(reader.data("80 B9 00 00 03 84 01 01")).isNotEqualTo(reader.data("80 B9 00 00 03 84 01 01"));
    }

    @Test
    void the_public_part_alone_7() {
        assertThat(Reader.selected(memory("bare-key-pair"))
                        .data("80 B9 00 00 03 84 01 01")
                        .size())
                .isEqualTo(71);
    }

    @Test
    void ids_change_to_free_ones_7() {
        Reader changing = Reader.selected(memory("ids-change"));
        String answer = changing.data("80 B9 00 00 03 84 01 01").toString();
        assertThat(answer).startsWith("840102" + "850103"); // private 03 and public 04 and 05 are taken
        assertThat(changing.send("80 CD 00 00 03 85 01 02")).isEqualTo("6A82");
        assertThat(changing.data("80 CD 00 00 03 85 01 03").toString()).isEqualTo(answer.substring(12));
        assertThat(changing.data("80 B9 00 00 03 84 01 02").toString()).startsWith("840104" + "850106");
    }

    @Test
    void ids_of_three_and_of_twenty_bytes_2_1() {
        Octets longId = Octets.of(new byte[20]);
        Reader other = Reader.selected(SimMemory.blank(Profile.STANDARD)
                .addKeyPair("a", Octets.hex("303031"), Octets.hex("303032"), KeyFunction.GENERATE)
                .addKeyPair("b", longId, longId, KeyFunction.GENERATE));
        assertThat(other.data("80 B9 00 00 05 84 03 303031").size()).isEqualTo(0x51);
        assertThat(other.data("80 B9 00 00 16 84 14" + longId).size()).isEqualTo(71 + 44);
    }

    @ParameterizedTest
    @CsvSource({
        "84 01 09, 6A82",
        "84 01 03, 6985", // no key generation
        "85 01 02, 6A80",
        "84 01 01 85 01 02, 6A80",
        "84 01 01 74 01 6B, 6A80"
    })
    void generation_is_refused_3_6(String body, String status) {
        assertThat(reader.send("80 B9 00 00 %02X".formatted(hex(body).length() / 2) + body))
                .isEqualTo(status);
        assertThat(reader.send("80 B9 00 00")).isEqualTo("6700");
        assertThat(reader.send("80 B9 01 00 03 84 01 01")).isEqualTo("6A86");
    }

    @Test
    void generation_is_refused_while_a_session_uses_either_key_2_6() {
        reader.data("80 B9 00 00 03 84 01 01");
        reader.data("80 2A 00 01 0D 840101 A10103 91020001 920104");
        assertThat(reader.send("80 B9 00 00 03 84 01 01")).isEqualTo("6985");
        reader.data("80 2A 01 01");
        reader.data("80 2C 00 01 0D 850102 A10103 91020001 920104");
        assertThat(reader.send("80 B9 00 00 03 84 01 01")).isEqualTo("6985");
        reader.data("80 2C 01 01");
        reader.data("80 B9 00 00 03 84 01 01");
    }

    @Test
    void a_private_key_without_a_partner_cannot_be_generated_2_6() {
        SimMemory alone = memory("standard").remove(ObjectKind.PUBLIC, PUBLIC_ID);
        assertThat(Reader.selected(alone).send("80 B9 00 00 03 84 01 01")).isEqualTo("6985");
    }

    @Test
    void an_empty_and_an_unknown_public_key_cannot_be_read_2_6() {
        assertThat(reader.send("80 CD 00 00 03 85 01 02")).isEqualTo("6985");
        assertThat(reader.send("80 CD 00 00 03 85 01 09")).isEqualTo("6A82");
    }

    @Test
    void an_unreadable_public_key_2_6() {
        Reader published = new Reader(SoftwareSim.inMemory(Published.card()));
        published.send("00 A4 04 00 0F " + Published.AID);
        assertThat(published.send("80 CD 00 00 04 85 02 0002")).isEqualTo("6985");
    }

    @Test
    void a_peer_key_is_put_and_read_back_3_8() {
        assertThat(reader.send("80 24 00 02 03 85 01 05")).isEqualTo("9000");
        assertThat(reader.send("80 D8 80 02 47" + Published.PUBLIC_KEY_DATA)).isEqualTo("9000");
        assertThat(reader.send("80 24 01 02 00")).isEqualTo("9000");
        assertThat(reader.data("80 CD 00 00 03 85 01 05")).isEqualTo(Published.PUBLIC_KEY_DATA);
    }

    @Test
    void a_peer_key_in_two_blocks_3_8() {
        reader.data("80 24 00 02 03 85 01 05");
        assertThat(reader.send("80 D8 00 02 20" + Published.PUBLIC_KEY_DATA.slice(0, 32)))
                .isEqualTo("9000");
        assertThat(reader.send("80 D8 80 02 27" + Published.PUBLIC_KEY_DATA.slice(32, 71)))
                .isEqualTo("9000");
        assertThat(reader.data("80 CD 00 00 03 85 01 05")).isEqualTo(Published.PUBLIC_KEY_DATA);
    }

    @Test
    void a_point_off_the_curve_is_refused_and_changes_nothing_3_8() {
        byte[] off = Published.PUBLIC_KEY_DATA.toArray();
        off[70] ^= 1;
        reader.data("80 24 00 02 03 85 01 05");
        assertThat(reader.send("80 D8 80 02 47" + Octets.of(off))).isEqualTo("6A80");
        assertThat(reader.send("80 CD 00 00 03 85 01 05")).isEqualTo("6985");
        assertThat(reader.send("80 D8 80 02 47" + Published.PUBLIC_KEY_DATA))
                .isEqualTo("9000"); // the session is open still
    }

    @Test
    void other_data_and_other_places_are_refused_3_8() {
        assertThat(reader.send("80 24 00 02 03 85 01 09")).isEqualTo("6A82");
        assertThat(reader.send("80 24 00 02")).isEqualTo("6700");
        assertThat(reader.send("80 24 02 02 03 85 01 05")).isEqualTo("6A86");
        assertThat(reader.send("80 D8 80 02 47" + Published.PUBLIC_KEY_DATA)).isEqualTo("6985");
        reader.data("80 24 00 02 03 85 01 05");
        assertThat(reader.send("80 D8 80 02 41" + Published.POINT)).isEqualTo("6A80");
        assertThat(reader.send("80 D8 80 02 02 34 00")).isEqualTo("6A80");
        assertThat(reader.send("80 D8 80 02")).isEqualTo("6700");
        assertThat(reader.send("80 D8 80 02 48" + Published.PUBLIC_KEY_DATA + "00"))
                .isEqualTo("6A80");
        assertThat(reader.send("80 D8 40 02 47" + Published.PUBLIC_KEY_DATA)).isEqualTo("6A86");
    }

    @Test
    void a_volatile_pair_is_gone_at_reset_2_5() {
        SoftwareSim card = SoftwareSim.inMemory(
                SimMemory.blank(Profile.STANDARD).addVolatileKeyPair("v", ID, PUBLIC_ID, KeyFunction.GENERATE));
        Reader volatileReader = new Reader(card);
        volatileReader.send(Reader.SELECT);
        assertThat(volatileReader.send("80 CB C1 00 03 84 01 01")).contains("4B0114");
        Octets point = volatileReader.data("80 B9 00 00 03 84 01 01").slice(12, 77);
        assertThat(P256.isPoint(point)).isTrue();
        card.reset();
        volatileReader.send(Reader.SELECT);
        assertThat(volatileReader.send("80 CD 00 00 03 85 01 02")).isEqualTo("6985");
    }
}
