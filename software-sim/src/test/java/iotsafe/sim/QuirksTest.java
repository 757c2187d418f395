package iotsafe.sim;

import static iotsafe.sim.Reader.hex;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.apdu.Protocol;
import iotsafe.sim.crypto.Hmac;
import iotsafe.sim.crypto.P256;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interface reference 1 to 5 and 7: what a card with each quirk does; those of older tests are beside what they change. */
class QuirksTest {
    private static final String HASH = "66840DDA154E8A113C31DD0AD32F7F3A366A80E8136979D8F5A101D3D29D6F72";
    private static final String SIGN = "80 2A 00 %s 0D 84 01 01 A1 01 03 91 02 0001 92 01 04";
    private static final String SIGN_UPDATE = "80 2B 80 %s 22 9E 20" + HASH;
    private static final String READ = "80 B0 00 00 03 83 01 03";
    private static final byte[] PSK = {1, 2, 3, 4};

    private static SimMemory memory(String profile) {
        return SimMemory.blank(Profile.named(profile))
                .addKeyPair("k", Octets.hex("01"), Octets.hex("02"), KeyFunction.values())
                .generateKeyPair(Octets.hex("01"))
                .addFile(Octets.hex("03"), "", new byte[] {0x30, 1, 0}, FileContainer.CERTIFICATE)
                .addSecret(Octets.hex("0A"), "psk", PSK);
    }

    private static Reader selected(String profile) {
        SimMemory memory = memory(profile);
        Reader reader = new Reader(SoftwareSim.inMemory(memory));
        reader.send("00 A4 04 00 %02X".formatted(memory.aid().size()) + memory.aid());
        return reader;
    }

    @ParameterizedTest
    @CsvSource({
        "aid-thales, 00 A4 04 00 0F A00000003053F12401770101495341, 9000",
        "aid-thales, 00 A4 04 00 07 A0000005590010, 6A82",
        "aid-early, 00 A4 04 00 07 A0000002480400, 9000",
        "aid-longer, 00 A4 04 00 07 A0000005590010, 9000",
        "aid-longer, 00 A4 04 00 0B A0000005590010534F4654, 9000",
        "aid-longer+aid-whole, 00 A4 04 00 07 A0000005590010, 6A82",
        "aid-whole, 00 A4 04 00 07 A0000005590010, 9000",
        "select-91, 00 A4 04 00 07 A0000005590010, 9110",
        "select-with-le, 00 A4 04 00 07 A0000005590010, 6700",
        "select-with-le, 00 A4 04 00 07 A0000005590010 00, 9000",
        "select-61, 00 A4 04 00 07 A0000005590010, 610B"
    })
    void selection_1_1_1_4(String profile, String select, String status) {
        assertThat(new Reader(SoftwareSim.inMemory(memory(profile))).send(select))
                .isEqualTo(status);
    }

    @Test
    void what_SELECT_announces_can_be_fetched_or_left_1_4() {
        Reader reader = selected("select-61");
        assertThat(reader.send("00 C0 00 00 0B")).isEqualTo("6F098407A00000055900109000");
        reader.send(Reader.SELECT);
        assertThat(reader.data("80 84 00 00 04").size()).isEqualTo(4);
    }

    @Test
    void the_first_channel_may_be_any_and_its_class_follows_1_2_1_3() {
        Reader reader = new Reader(SoftwareSim.inMemory(memory("first-channel-4")));
        assertThat(reader.send("00 70 00 00 01")).isEqualTo("049000");
        assertThat(reader.send("40 A4 04 00 07 A0000005590010")).isEqualTo("9000");
        assertThat(reader.data("C0 84 00 00 04").size()).isEqualTo(4);
        assertThat(reader.send("00 70 00 00 01")).isEqualTo("059000");
    }

    @Test
    void a_card_without_channels_1_2() {
        assertThat(selected("no-channels").send("00 70 00 00 01")).isEqualTo("6A81");
    }

    @Test
    void a_card_that_keeps_the_number_of_the_channel_to_itself_1_2() {
        assertThat(selected("no-channel-number").send("00 70 00 00 01")).isEqualTo("9000");
    }

    @Test
    void the_list_backwards_7() {
        String list = selected("list-reversed").wholeList().toString();
        assertThat(list).startsWith(hex("76 03 70736B 86 01 0A")).contains(hex("83 01 03"));
        assertThat(list.indexOf(hex("75 01 6B 85 01 02"))).isLessThan(list.indexOf(hex("74 01 6B 84 01 01")));
    }

    @Test
    void information_without_labels_2_3() {
        assertThat(selected("no-labels").data("80 CB C2 00 03 85 01 02").toString())
                .startsWith("850102");
    }

    @Test
    void GET_DATA_of_a_bare_header_alone_3_2_2() {
        Reader reader = selected("bare-header");
        assertThat(reader.send("80 CB 01 00 00")).isEqualTo("6700");
        assertThat(reader.data("80 CB 01 00").size()).isPositive();
    }

    @Test
    void reading_wants_the_right_Le_and_corrects_it_1_5() {
        Reader reader = selected("le-exact-reading");
        assertThat(reader.send(READ + "00")).isEqualTo("6C03");
        assertThat(reader.send(READ + "03")).isEqualTo("3001009000");
        assertThat(reader.send("80 CD 00 00 03 85 01 02 00")).isEqualTo("6C47");
    }

    @Test
    void a_session_too_many_is_6989_4() {
        Reader reader = selected("session-full-6989");
        reader.data(SIGN.formatted("01"));
        assertThat(reader.send(SIGN.formatted("01"))).isEqualTo("6989");
        assertThat(reader.send(SIGN.formatted("02"))).isEqualTo("6989");
    }

    @Test
    void a_key_pair_may_be_told_by_its_ids_alone_3_6() {
        assertThat(selected("key-pair-ids-only").send("80 B9 00 00 03 84 01 01"))
                .isEqualTo("8401018501029000");
    }

    @Test
    void public_keys_that_may_not_be_read_2_6() {
        Reader reader = selected("public-key-unreadable");
        assertThat(reader.send("80 CD 00 00 03 85 01 02")).isEqualTo("6985");
        assertThat(reader.data("80 CB C2 00 03 85 01 02").toString()).contains("600102");
        assertThat(reader.data("80 B9 00 00 03 84 01 01").toString()).contains("3445");
    }

    @ParameterizedTest
    @CsvSource({"close-with-p3, 6700, 9000", "close-without-p3, 9000, 6700", "standard, 9000, 9000"})
    void channels_are_closed_with_P3_or_without_1_2(String profile, String bare, String withP3) {
        Reader reader = selected(profile);
        reader.send("00 70 00 00 01");
        reader.send("00 70 00 00 01");
        assertThat(reader.send("00 70 80 01")).isEqualTo(bare);
        assertThat(reader.send("00 70 80 02 00")).isEqualTo(withP3);
    }

    @Test
    void a_channel_that_is_not_open_5_5() {
        assertThat(selected("closed-channel-6e00").send("81 84 00 00 04")).isEqualTo("6E00");
    }

    @Test
    void the_length_of_an_answer_to_no_body_must_be_exact_1_5() {
        Reader reader = selected("le-exact");
        assertThat(reader.send("80 CB 00 00 00")).isEqualTo("6C44");
        assertThat(reader.data("80 CB 00 00 44").size()).isEqualTo(0x44);
        assertThat(reader.send("00 70 00 00 00")).isEqualTo("6C01");
        assertThat(reader.send("00 70 00 00 01")).isEqualTo("019000");
    }

    @ParameterizedTest
    @CsvSource({"answer-61, 6103", "answer-9f, 9F03", "get-response-8c, 6103", "get-response-0c, 6103"})
    void an_answer_waits_under_T1_too_1_5(String profile, String announced) {
        Reader reader = selected(profile);
        assertThat(reader.send(READ + "00")).isEqualTo(announced);
        String refusing = profile.equals("get-response-8c") ? "00" : "80";
        String answering = refusing.equals("00") ? "80" : "00";
        if (profile.startsWith("get-response")) {
            assertThat(reader.send(refusing + "C0 00 00 03")).isEqualTo("6E00");
        }
        assertThat(reader.send(answering + "C0 00 00 03")).isEqualTo("3001009000");
    }

    @Test
    void a_response_is_not_ready_at_first_1_5() {
        Reader reader = selected("get-response-60");
        for (int round = 0; round < 2; round++) {
            assertThat(reader.send(READ)).isEqualTo("6103");
            assertThat(reader.send("00 C0 00 00 03")).isEqualTo("6000");
            assertThat(reader.send("00 C0 00 00 03")).isEqualTo("3001009000");
        }
    }

    @Test
    void an_answer_holds_data_and_ends_in_61xx_1_5() {
        Reader reader = selected("answer-part-2");
        assertThat(reader.send(READ)).isEqualTo("30016101");
        assertThat(reader.send("00 C0 00 00 01")).isEqualTo("009000");
    }

    @Test
    void every_third_success_has_a_proactive_command_behind_it_1_5() {
        Reader reader = selected("sw-91-every-3");
        reader.data("00 70 00 00 01");
        assertThat(reader.send(READ)).isEqualTo("3001009110");
        reader.data(READ);
        assertThat(reader.send("80 B0 00 00 03 83 01 0F")).isEqualTo("6A82"); // no success, not counted
        reader.data(READ);
        assertThat(reader.send("80 84 00 00 04")).hasSize(12).endsWith("9110");
    }

    @Test
    void data_may_begin_as_a_status_does_1_5() {
        assertThat(selected("random-61").send("80 84 00 00 04"))
                .startsWith("6110")
                .hasSize(12);
        assertThat(selected("random-61").data("80 84 00 00 01").size()).isEqualTo(1);
        assertThat(selected("random-6300").send("80 84 00 00 04")).hasSize(12).endsWith("6300");
    }

    @ParameterizedTest
    @CsvSource({
        "no-file-size, 210102",
        "file-padding-64, 21010220020043",
        "standard, 21010220020003",
    })
    void file_size_absent_or_that_of_the_container_7(String profile, String end) {
        assertThat(selected(profile).send("80 CB C3 00 03 83 01 03")).endsWith(end + "9000");
    }

    @Test
    void zeros_fill_the_container_behind_the_certificate_3_3() {
        Reader reader = selected("file-padding-64");
        assertThat(reader.data(READ)).isEqualTo(Octets.hex("300100" + "00".repeat(64)));
        assertThat(reader.send("80 B0 00 43 03 83 01 03")).isEqualTo("6A86");
    }

    @ParameterizedTest
    @CsvSource({"eof-empty, 9000", "eof-6981, 6981", "standard, 6A86"})
    void the_end_of_a_file_3_3(String profile, String end) {
        assertThat(selected(profile).send("80 B0 00 03 03 83 01 03 00")).isEqualTo(end);
    }

    @Test
    void a_bare_point_3_7() {
        Octets point = selected("bare-point").data("80 CD 00 00 03 85 01 02");
        assertThat(P256.isPoint(point)).isTrue();
    }

    @Test
    void a_signature_with_a_BER_length_3_9_5() {
        Reader reader = selected("signature-form-e");
        reader.data(SIGN.formatted("01"));
        assertThat(reader.data(SIGN_UPDATE.formatted("01")).toString())
                .startsWith("338140")
                .hasSize(2 * 67);
    }

    @ParameterizedTest
    @CsvSource({
        "standard, 0040, 9000",
        "standard, 40, 6985",
        "verify-length-1, 40, 9000",
        "verify-length-1, 0040, 6985",
        "signature-form-b+verify-length-2, 0040, 9000",
        "signature-form-b+verify-length-2, 40, 6985"
    })
    void the_signature_to_verify_has_a_length_of_one_byte_or_two_3_10(String profile, String length, String status) {
        Reader reader = selected(profile);
        reader.data(SIGN.formatted("01"));
        Octets answer = reader.data(SIGN_UPDATE.formatted("01"));
        Octets signature = answer.slice(answer.size() - 64, answer.size());
        reader.data("80 2C 00 01 0D 85 01 02 A1 01 03 91 02 0001 92 01 04");
        String body = hex("9E 20" + HASH + "33" + length + signature);
        assertThat(reader.send("80 2D 80 01 %02X".formatted(body.length() / 2) + body))
                .isEqualTo(status);
    }

    @Test
    void the_finished_hash_alone_3_9_2() {
        Reader reader = selected("mode-03-only");
        assertThat(reader.send("80 2A 00 01 0D 84 01 01 A1 01 01 91 02 0001 92 01 04"))
                .isEqualTo("6A80");
        assertThat(reader.send("80 2A 00 01 0D 84 01 01 A1 01 02 91 02 0001 92 01 04"))
                .isEqualTo("6A80");
        reader.data(SIGN.formatted("01"));
    }

    @ParameterizedTest
    @CsvSource({"session-0-refused, 6A86, 9000", "session-0-only, 9000, 6A86", "standard, 9000, 9000"})
    void session_numbers_3_1(String profile, String zero, String one) {
        assertThat(selected(profile).send(SIGN.formatted("00"))).isEqualTo(zero);
        assertThat(selected(profile).send(SIGN.formatted("01"))).isEqualTo(one);
    }

    @Test
    void a_session_left_open_by_an_earlier_crash_is_closed_by_any_close_3_1() {
        Reader reader = selected("session-left-open");
        assertThat(reader.send(SIGN.formatted("01"))).isEqualTo("6985");
        assertThat(reader.send(SIGN.formatted("01"))).isEqualTo("6985");
        assertThat(reader.send("80 2A 01 01")).isEqualTo("9000");
        assertThat(reader.send(SIGN.formatted("01"))).isEqualTo("9000");
    }

    @Test
    void a_session_stays_open_after_its_last_block_3_1() {
        Reader reader = selected("session-stays-open");
        reader.data(SIGN.formatted("01"));
        reader.data(SIGN_UPDATE.formatted("01"));
        assertThat(reader.send(SIGN.formatted("01"))).isEqualTo("6985");
        assertThat(reader.send(SIGN.formatted("02"))).isEqualTo("6985");
        reader.data("80 2A 01 01");
        reader.data(SIGN.formatted("01"));
    }

    @Test
    void PRF_with_the_value_of_the_container_as_it_is_3_12() {
        byte[] seed = {9};
        byte[] zThenPsk = {5, 6, 1, 2, 3, 4};
        Reader reader = selected("prf-as-is");
        assertThat(reader.data("80 48 01 00 09 86 01 0A D2 01 09 D3 01 30"))
                .isEqualTo(Octets.of(Hmac.prf(PSK, seed, 48)));
        assertThat(reader.data("80 48 02 00 0D 86 01 0A D4 02 0506 D2 01 09 D3 01 30"))
                .isEqualTo(Octets.of(Hmac.prf(zThenPsk, seed, 48)));
    }

    @ParameterizedTest
    @CsvSource({
        "prf-mode-00-only, 80 48 01 00 09 86 01 0A D2 01 09 D3 01 30, 6A86",
        "no-prf, 80 48 00 00 09 D1 01 01 D2 01 09 D3 01 30, 6D00",
        "no-hkdf, 80 4A 00 00 0A D1 01 0B D5 01 00 91 02 0001, 6D00",
        "no-agreement, 80 46 00 00 06 84 01 01 85 01 02, 6D00",
        "no-verify, 80 2C 00 01 0D 85 01 02 A1 01 03 91 02 0001 92 01 04, 6D00",
        "no-verify, 80 2D 80 01 00, 6D00"
    })
    void commands_and_modes_that_a_card_lacks_3(String profile, String command, String status) {
        assertThat(selected(profile).send(command)).isEqualTo(status);
        assertThat(selected("standard").send(command)).isNotEqualTo(status);
    }

    @Test
    void PRF_mode_00_alone_is_still_there_3_12() {
        assertThat(selected("prf-mode-00-only")
                        .data("80 48 00 00 09 D1 01 01 D2 01 09 D3 01 30")
                        .size())
                .isEqualTo(48);
    }

    @ParameterizedTest
    @CsvSource({
        "standard, 61010F 91020001 920104 6F0101 940103 B70101",
        "application-90-93, 90010F 910101 920104 930101 940103 B70101",
        "no-hkdf, 61010F 91020001 920104 6F0101 940101 B70101",
        "no-prf, 61010F 91020001 920104 6F0101 940102 B70101",
        "no-agreement, 61010B 91020001 920104 6F0100 940103 B70101"
    })
    void application_data_say_what_there_is_3_2_1(String profile, String end) {
        assertThat(selected(profile).send("80 CB 00 00")).endsWith(hex(end) + "9000");
    }

    @Test
    void tag_11_declares_one_byte_more_than_follows_3_2_1() {
        assertThat(selected("tag-11-defect").data("80 CB 00 00").toString())
                .startsWith(hex("10 01 10 11 0E 696F74736166652E73696D2073 B1 01 0A"));
    }

    @Test
    void secrets_before_files_3_2_3() {
        String list = selected("secrets-before-files").wholeList().toString();
        assertThat(list.indexOf("86010A")).isPositive().isLessThan(list.indexOf("830103"));
        String standard = selected("standard").wholeList().toString();
        assertThat(standard.indexOf("86010A")).isGreaterThan(standard.indexOf("830103"));
    }

    @Test
    void the_answer_after_the_fourth_success_says_that_administration_has_ended_4() {
        Reader reader = selected("admin-63cf-4");
        String before = reader.data("80 CB C3 00 03 83 01 03").toString();
        reader.data(READ);
        assertThat(reader.send("80 B0 00 00 03 83 01 0F")).isEqualTo("6A82"); // no success, not counted
        reader.data(READ);
        reader.data(READ);
        assertThat(reader.send(READ)).isEqualTo("30010063CF");
        reader.data(READ);
        String after = reader.data("80 CB C3 00 03 83 01 03").toString();
        assertThat(before).contains("600101");
        assertThat(after).isEqualTo(before.replace("600101", "600103"));
    }

    @Test
    void an_object_is_under_administration_for_three_commands_4() {
        Reader reader = selected("admin-6984-3");
        reader.data(READ);
        reader.data(READ);
        for (int i = 0; i < 3; i++) {
            assertThat(reader.send(READ)).isEqualTo("6984");
        }
        reader.data("80 84 00 00 04");
        reader.data(READ);
    }

    @Test
    void an_object_was_administered_and_the_command_failed_once_4() {
        Reader reader = selected("admin-6989-3");
        reader.data(READ);
        reader.data(READ);
        assertThat(reader.send(READ)).isEqualTo("6989");
        reader.data(READ);
    }

    @Test
    void a_program_may_play_the_remote_server_4() throws IOException {
        SoftwareSim card = SoftwareSim.inMemory(memory("standard"));
        Reader reader = new Reader(card);
        reader.send(Reader.SELECT);
        reader.data(READ);
        card.administer(memory -> memory.remove(ObjectKind.FILE, Octets.hex("03"))
                .addFile(Octets.hex("04"), "", new byte[] {7}, FileContainer.GENERAL));
        assertThat(reader.send(READ)).isEqualTo("6A82");
        assertThat(reader.send("80 B0 00 00 03 83 01 04")).isEqualTo("0763CF");
        assertThat(reader.send("80 B0 00 00 03 83 01 04")).isEqualTo("079000");
    }

    @Test
    void administration_begins_anew_with_a_reset_4() {
        SoftwareSim card = SoftwareSim.inMemory(memory("admin-6989-1+session-left-open"));
        Reader reader = new Reader(card);
        for (int i = 0; i < 2; i++) {
            reader.send(Reader.SELECT);
            assertThat(reader.send(READ)).isEqualTo("6989");
            assertThat(reader.send(SIGN.formatted("01"))).isEqualTo("6985");
            reader.data("80 2A 01 05");
            card.reset();
        }
    }

    @Test
    void quirks_hold_under_T0_1_5() {
        Reader reader = new Reader(SoftwareSim.inMemory(
                memory("answer-9f+get-response-60+sw-91-every-1").protocol(Protocol.T0)));
        assertThat(reader.send(Reader.SELECT)).isEqualTo("9110");
        assertThat(reader.send(READ)).isEqualTo("9F03");
        assertThat(reader.send("00 C0 00 00 03")).isEqualTo("6000");
        assertThat(reader.send("00 C0 00 00 03")).isEqualTo("3001009110");
    }
}
