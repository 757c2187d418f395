package iotsafe.credentials.tlv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** One-byte tags and lengths (interface reference 2.2). */
class TlvTest {
    @Test
    void fields_follow_one_another_to_the_end() throws CardException {
        assertThat(Tlv.readAll("list", Bytes.ofHex("83 02 0001 4A 00 20 02 0040")))
                .containsExactly(
                        new Tlv(0x83, Bytes.ofHex("0001")),
                        new Tlv(0x4A, Bytes.EMPTY),
                        new Tlv(0x20, Bytes.ofHex("0040")));
    }

    @Test
    void a_length_of_FF_is_255_and_not_BER() throws CardException {
        Bytes longest = Bytes.of(new byte[255]);
        assertThat(Tlv.readAll("list", Tlv.write(new Tlv(0x9B, longest)))).containsExactly(new Tlv(0x9B, longest));
    }

    @Test
    void a_value_that_runs_past_the_end_is_refused_with_its_place_and_need() {
        assertThatThrownBy(() -> Tlv.readAll("key info", Bytes.ofHex("84 02 01")))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessage("key info: byte 2: value of tag 84 needs 2 bytes, 1 remains");
        assertThatThrownBy(() -> Tlv.readAll("key info", Bytes.ofHex("84")))
                .hasMessage("key info: byte 1: length of tag 84 needs 1 byte, 0 remain");
    }

    @Test
    void what_one_byte_cannot_carry_is_our_mistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Tlv(0x100, Bytes.EMPTY));
        assertThatIllegalArgumentException().isThrownBy(() -> new Tlv(0x9B, Bytes.of(new byte[256])));
    }

    @Test
    void the_first_field_of_a_tag_counts() {
        List<Tlv> fields = List.of(new Tlv(1, Bytes.ofHex("AA")), new Tlv(1, Bytes.ofHex("BB")));
        assertThat(Tlv.first(fields, 1)).contains(Bytes.ofHex("AA"));
        assertThat(Tlv.first(fields, 2)).isEmpty();
    }

    @Test
    void random_bytes_are_read_whole_or_refused() {
        Random random = new Random(5);
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(40)];
            random.nextBytes(bytes);
            try {
                List<Tlv> fields = Tlv.readAll("random", Bytes.of(bytes));
                assertThat(Tlv.write(fields.toArray(Tlv[]::new))).isEqualTo(Bytes.of(bytes));
            } catch (CardException.Unreadable refused) {
                assertThat(refused).hasMessageStartingWith("random: byte ");
            }
        }
    }
}
