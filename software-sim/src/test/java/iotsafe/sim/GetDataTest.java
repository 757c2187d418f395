package iotsafe.sim;

import static iotsafe.sim.Reader.hex;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interface reference 3.2. */
class GetDataTest {
    private static final String FILE = "83 01 02 60 01 01 4A 01 01 21 01 02 20 02 0258";

    private static SimMemory memory(String profile) {
        return SimMemory.blank(Profile.named(profile))
                .addFile(Octets.hex("02"), "", new byte[600], FileContainer.CERTIFICATE)
                .addSecret(Octets.hex("0A"), "psk", new byte[16])
                .addKeyPair("k", Octets.hex("01"), Octets.hex("05"), KeyFunction.SIGN);
    }

    @Test
    void one_file_flat_3_2_4() {
        assertThat(Reader.selected(memory("standard")).send("80 CB C3 00 03 83 01 02 00"))
                .isEqualTo(hex(FILE + "9000"));
    }

    @Test
    void one_file_wrapped_3_2_4() {
        for (String wrapper : List.of("wrapper-per-object", "wrapper-per-class")) {
            assertThat(Reader.selected(memory(wrapper)).send("80 CB C3 00 03 83 01 02 00"))
                    .isEqualTo(hex("C3 10" + FILE + "9000"));
        }
    }

    @ParameterizedTest
    @CsvSource({"C1, 84 01 01, 74 01 6B", "C2, 85 01 05, 75 01 6B", "C4, 86 01 0A, 76 03 70736B"})
    void one_object_by_id_or_by_label_3_2(String p1, String byId, String byLabel) {
        Reader reader = Reader.selected(memory("standard"));
        String answer = reader.send("80 CB " + p1 + " 00 03" + byId + "00");
        assertThat(answer).startsWith(hex(byLabel)).endsWith("9000");
        assertThat(reader.send(
                        "80 CB " + p1 + "00" + "%02X".formatted(hex(byLabel).length() / 2) + byLabel))
                .isEqualTo(answer);
    }

    @Test
    void a_secret_key_has_neither_usage_nor_hash_2_4() {
        assertThat(Reader.selected(memory("standard")).send("80 CB C4 00 03 86 01 0A"))
                .isEqualTo(hex("76 03 70736B 86 01 0A 60 01 00 4A 01 01 4B 01 A0 61 01 08 94 01 03 9000"));
    }

    @ParameterizedTest
    @CsvSource({
        "80 CB C3 00 03 83 01 09, 6A82",
        "80 CB C3 00 02 73 00, 6A82",
        "80 CB C3 00 03 84 01 02, 6A80",
        "80 CB C3 00 06 83 01 02 73 01 41, 6A80",
        "80 CB C3 00 03 83 02 02, 6A80",
        "80 CB C3 00 01 83, 6A80",
        "80 CB C3 00, 6700",
        "80 CB 00 00 01 00, 6700",
        "80 CB 01 00 01 00, 6700",
        "80 CB C5 00, 6A86",
        "80 CB 00 01, 6A86",
        "80 CB 01 02, 6A86",
        "80 CB 01 01, 6985"
    })
    void refusals_3_2(String command, String status) {
        assertThat(Reader.selected(memory("standard")).send(command)).isEqualTo(status);
    }

    @Test
    void what_is_more_than_Le_waits_for_GET_RESPONSE_1_5() {
        Reader reader = Reader.selected(memory("standard"));
        String whole = reader.send("80 CB 00 00 44");
        assertThat(reader.send("80 CB 00 00 10")).isEqualTo(whole.substring(0, 32) + "6134");
        assertThat(reader.send("80 C0 00 00 00")).isEqualTo(whole.substring(32));
        assertThat(reader.send("80 C0 00 00 00")).isEqualTo("6985");
    }

    @Test
    void application_data_missing_altogether_7() {
        assertThat(Reader.selected(memory("no-application-data")).send("80 CB 00 00 44"))
                .isEqualTo("6D00");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 64, 256})
    void a_list_in_parts_joins_to_the_whole_3_2_2(int part) {
        Octets whole = Reader.selected(full("standard+list-part-256")).wholeList();
        assertThat(whole.size()).isGreaterThan(512);
        assertThat(Reader.selected(full("list-part-" + part)).wholeList()).isEqualTo(whole);
    }

    @Test
    void a_list_begun_anew_forgets_the_rest_and_so_does_SELECT_3_2_2() {
        Reader reader = Reader.selected(full("standard"));
        String first = reader.send("80 CB 01 00 00");
        assertThat(first).endsWith("6300");
        assertThat(reader.send("80 CB 01 00 00")).isEqualTo(first);
        reader.send(Reader.SELECT);
        assertThat(reader.send("80 CB 01 01 00")).isEqualTo("6985");
    }

    @Test
    void wrappers_per_class_hold_all_of_a_class_up_to_255_bytes_3_2_3() {
        Octets list = Reader.selected(full("wrapper-per-class")).wholeList();
        List<Integer> tags = new ArrayList<>();
        for (int at = 0; at < list.size(); at += 2 + list.at(at + 1)) {
            tags.add(list.at(at));
        }
        assertThat(tags).containsExactly(0xC1, 0xC1, 0xC2, 0xC2, 0xC3);
    }

    @Test
    void wrappers_per_object_are_as_many_as_objects_3_2_3() {
        Octets list = Reader.selected(full("wrapper-per-object")).wholeList();
        int wrappers = 0;
        for (int at = 0; at < list.size(); at += 2 + list.at(at + 1)) {
            wrappers++;
        }
        assertThat(wrappers).isEqualTo(30);
    }

    private static SimMemory full(String profile) {
        SimMemory memory = SimMemory.blank(Profile.named(profile));
        for (int i = 0; i < 10; i++) {
            memory.addKeyPair("pair" + i, Octets.of(i, i), Octets.of(i, i + 10), KeyFunction.SIGN)
                    .addFile(Octets.of(i), "", new byte[i], FileContainer.GENERAL);
        }
        return memory;
    }
}
