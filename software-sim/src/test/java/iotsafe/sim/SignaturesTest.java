package iotsafe.sim;

import static iotsafe.sim.Reader.hex;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.crypto.P256;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Interface reference 3.9 and 3.10, and the sessions of 3.1. */
class SignaturesTest {
    private static final String INIT = "84 01 01 A1 01 03 91 02 0001 92 01 04";
    private static final String OPEN = "80 2A 00 01 0D" + INIT;
    private static final String HASH = "66840DDA154E8A113C31DD0AD32F7F3A366A80E8136979D8F5A101D3D29D6F72";
    private static final String SIGN = "80 2B 80 01 22 9E 20" + HASH;

    private final SimMemory memory = memory("standard");
    private final Reader reader = Reader.selected(memory);

    private static SimMemory memory(String profile) {
        return SimMemory.blank(Profile.named(profile))
                .addKeyPair("k", Octets.hex("01"), Octets.hex("02"), KeyFunction.SIGN, KeyFunction.GENERATE)
                .addKeyPair("empty", Octets.hex("03"), Octets.hex("04"), KeyFunction.SIGN)
                .addKeyPair("agree", Octets.hex("05"), Octets.hex("06"), KeyFunction.AGREE)
                .generateKeyPair(Octets.hex("01"))
                .generateKeyPair(Octets.hex("05"));
    }

    private static Octets point(SimMemory memory) {
        return memory.byId(ObjectKind.PUBLIC, Octets.hex("02")).orElseThrow().value();
    }

    @Test
    void a_hash_is_signed_in_form_A_3_9_2() {
        reader.data(OPEN);
        Octets answer = reader.data(SIGN + "00");
        assertThat(answer.toString()).startsWith("330040").hasSize(2 * 67);
        assertThat(P256.verifies(point(memory), Octets.hex(HASH), answer.slice(3, 67)))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"signature-form-c, 1", "signature-form-d, 2"})
    void forms_C_and_D_are_DER_3_9_5(String profile, int lengthBytes) throws GeneralSecurityException {
        SimMemory other = memory(profile);
        Reader card = Reader.selected(other);
        card.data(OPEN);
        Octets answer = card.data(SIGN);
        int header = 1 + lengthBytes;
        assertThat(answer.at(0)).isEqualTo(0x33);
        assertThat(answer.slice(1, header).number()).isEqualTo(answer.size() - header);
        Signature verifier = Signature.getInstance("NONEwithECDSA");
        verifier.initVerify(other.publicKey(Octets.hex("02")).orElseThrow());
        verifier.update(Octets.hex(HASH).toArray());
        assertThat(verifier.verify(answer.slice(header, answer.size()).toArray()))
                .isTrue();
    }

    @Test
    void the_text_before_the_last_block_is_hashed_by_the_client_3_9_4() {
        reader.data("80 2A 00 01 0D 84 01 01 A1 01 02 91 02 0001 92 01 04");
        StringBuilder tail = new StringBuilder();
        for (int i = 0x40; i <= 0x63; i++) {
            tail.append("%02X".formatted(i));
        }
        Octets answer = reader.data("80 2B 80 01 4E 9A 24" + tail
                + "9C 20 FC99A2DF88F42A7A7BB9D18033CDC6A20256755F9D5B9A5044A9CC315ABE84A7 9D 04 00000040 00");
        Octets hash = Octets.hex("BCE0AFF19CF5AA6A7469A30D61D04E4376E4BBF6381052EE9E7F33925C954D52");
        assertThat(P256.verifies(point(memory), hash, answer.slice(3, 67))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "9A 81 %129 9C 20 %32 9D 04 00000040",
                "9A 01 00 9C 1F %31 9D 04 00000040",
                "9A 01 00 9C 20 %32 9D 04 00000041",
                "9A 01 00 9C 20 %32 9D 03 000040",
                "9C 20 %32 9D 04 00000040"
            })
    void a_last_block_that_does_not_fit_is_refused_3_9_4(String pattern) {
        String body = hex(pattern.replace("%129", "00".repeat(129))
                .replace("%31", "00".repeat(31))
                .replace("%32", "00".repeat(32)));
        reader.data("80 2A 00 01 0D 84 01 01 A1 01 02 91 02 0001 92 01 04");
        assertThat(reader.send("80 2B 80 01 %02X".formatted(body.length() / 2) + body))
                .isEqualTo("6A80");
    }

    @Test
    void a_text_in_blocks_each_with_its_own_tag_3_9_3() throws GeneralSecurityException {
        byte[] text = new byte[253 + 5];
        text[0] = 7;
        reader.data("80 2A 00 01 0D 84 01 01 A1 01 01 91 02 0001 92 01 04");
        assertThat(reader.send("80 2B 00 01 FF 9B FD" + Octets.of(text).slice(0, 253)))
                .isEqualTo("9000");
        Octets answer = reader.data("80 2B 80 01 07 9B 05" + "00".repeat(5) + "00");
        Octets hash = Octets.of(MessageDigest.getInstance("SHA-256").digest(text));
        assertThat(P256.verifies(point(memory), hash, answer.slice(3, 67))).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "84 01 09 A1 01 03 91 02 0001 92 01 04, 6A82",
        "84 01 03 A1 01 03 91 02 0001 92 01 04, 6985", // empty
        "84 01 05 A1 01 03 91 02 0001 92 01 04, 6985", // may not sign
        "85 01 02 A1 01 03 91 02 0001 92 01 04, 6A80",
        "84 01 01 A1 01 04 91 02 0001 92 01 04, 6A80",
        "84 01 01 A1 01 03 91 02 0002 92 01 04, 6A80", // this key allows SHA-256 alone
        "84 01 01 A1 01 03 91 02 0000 92 01 04, 6A80",
        "84 01 01 A1 01 03 91 01 01 92 01 04, 6A80",
        "84 01 01 A1 01 03 91 02 0001 92 01 01, 6A80",
        "84 01 01 A1 01 03 91 02 0001, 6A80",
        "84 01 01 A1 01 03 91 02 0001 92 01 04 99 00, 6A80",
        "84 01 01 A1 01 03 A1 01 03 91 02 0001 92 01 04, 6A80"
    })
    void INIT_is_refused_3_9_1(String body, String status) {
        assertThat(reader.send("80 2A 00 01 %02X".formatted(hex(body).length() / 2) + body))
                .isEqualTo(status);
        reader.data(OPEN); // a refused INIT has opened nothing
    }

    @ParameterizedTest
    @ValueSource(strings = {"9E 1F %31", "9E 21 %33", "9B 20 %32", "9E 20 %32 9B 00", "9E", "9E 20 00"})
    void another_hash_is_refused_and_the_session_stays_open_3_9_2(String pattern) {
        String body = hex(pattern.replace("%31", "00".repeat(31))
                .replace("%32", "00".repeat(32))
                .replace("%33", "00".repeat(33)));
        reader.data(OPEN);
        assertThat(reader.send("80 2B 80 01 %02X".formatted(body.length() / 2) + body))
                .isEqualTo("6A80");
        assertThat(reader.send(OPEN)).isEqualTo("6985");
        assertThat(reader.send("80 2A 01 01")).isEqualTo("9000");
        reader.data(OPEN);
        reader.data(SIGN);
    }

    @Test
    void a_hash_has_only_a_last_block_3_9_2() {
        reader.data(OPEN);
        assertThat(reader.send("80 2B 00 01 22 9E 20" + HASH)).isEqualTo("6A86");
        assertThat(reader.send("80 2B 01 01 22 9E 20" + HASH)).isEqualTo("6A86");
        assertThat(reader.send("80 2B 80 01")).isEqualTo("6700");
    }

    @Test
    void the_last_block_ends_the_session_and_the_next_may_open_without_close_3_1() {
        for (int i = 0; i < 3; i++) {
            reader.data(OPEN);
            reader.data(SIGN);
            assertThat(reader.send(SIGN)).isEqualTo("6985");
        }
        assertThat(reader.send("80 2A 01 01 00")).isEqualTo("9000");
        assertThat(reader.send("80 2A 01 01 00")).isEqualTo("6985");
    }

    @Test
    void a_session_is_of_one_family_one_number_and_one_channel_3_1() {
        reader.data(OPEN);
        assertThat(reader.send("80 2B 80 02 22 9E 20" + HASH)).isEqualTo("6985");
        assertThat(reader.send("80 2D 80 01 22 9E 20" + HASH)).isEqualTo("6985");
        assertThat(reader.send("80 2C 01 01")).isEqualTo("6985");
        reader.send("00 70 00 00 01");
        reader.send("01 A4 04 00 07 A0000005590010");
        assertThat(reader.send("81 2B 80 01 22 9E 20" + HASH)).isEqualTo("6985");
    }

    @Test
    void one_session_at_a_time_B7_2_3() {
        reader.data(OPEN);
        assertThat(reader.send("80 2A 00 02 0D" + INIT)).isEqualTo("6985");
        assertThat(reader.send("80 24 00 02 03 85 01 02")).isEqualTo("6985");
        reader.send("00 70 00 00 01");
        reader.send("01 A4 04 00 07 A0000005590010");
        assertThat(reader.send("81 2A 00 01 0D" + INIT)).isEqualTo("6985");
    }

    @Test
    void two_sessions_if_the_application_data_say_so_B7_2_3() {
        Reader two = Reader.selected(
                memory("standard").application(ApplicationData.standard().withMaxSessions(2)));
        two.data(OPEN);
        assertThat(two.send(OPEN)).isEqualTo("6985"); // there is room, but this number runs
        two.data("80 2A 00 02 0D" + INIT);
        assertThat(two.send("80 2A 00 03 0D" + INIT)).isEqualTo("6985");
        two.data(SIGN);
        two.data("80 2B 80 02 22 9E 20" + HASH);
    }

    @Test
    void SELECT_and_a_closed_channel_end_sessions_3_1() {
        reader.data(OPEN);
        reader.send(Reader.SELECT);
        assertThat(reader.send(SIGN)).isEqualTo("6985");
        reader.send("00 70 00 00 01");
        reader.send("01 A4 04 00 07 A0000005590010");
        reader.data("81 2A 00 01 0D" + INIT);
        reader.send("00 70 80 01");
        reader.data(OPEN);
    }

    @ParameterizedTest
    @CsvSource({"standard, 0040", "signature-form-b, 40", "signature-form-c, 40", "signature-form-d, 0040"})
    void VERIFY_takes_r_and_s_behind_the_length_form_of_the_card_3_10(String profile, String length) {
        SimMemory other = memory(profile);
        Reader card = Reader.selected(other);
        Octets scalar =
                other.byId(ObjectKind.PRIVATE, Octets.hex("01")).orElseThrow().value();
        String good = "9E20" + HASH + "33" + length + P256.signRaw(scalar, Octets.hex(HASH));
        String wrongForm = good.replace("33" + length, length.length() == 2 ? "330040" : "3340");
        card.data("80 2C 00 01 0D 85 01 02 A1 01 03 91 02 0001 92 01 04");
        assertThat(card.send("80 2D 80 01 %02X".formatted(wrongForm.length() / 2) + wrongForm))
                .isEqualTo("6985");
        assertThat(card.send("80 2D 80 01 %02X".formatted(good.length() / 2) + good))
                .isEqualTo("9000");
    }

    @Test
    void VERIFY_of_numbers_out_of_range_is_a_mismatch_3_10() {
        for (String byteOf : new String[] {"00", "FF"}) {
            reader.data("80 2C 00 01 0D 85 01 02 A1 01 03 91 02 0001 92 01 04");
            assertThat(reader.send("80 2D 80 01 65 9E20" + HASH + "330040" + byteOf.repeat(64)))
                    .isEqualTo("6D01");
        }
    }

    @Test
    void VERIFY_of_a_long_text_3_10() throws GeneralSecurityException {
        byte[] text = new byte[300];
        Octets scalar =
                memory.byId(ObjectKind.PRIVATE, Octets.hex("01")).orElseThrow().value();
        Octets hash = Octets.of(MessageDigest.getInstance("SHA-256").digest(text));
        reader.data("80 2C 00 01 0D 85 01 02 A1 01 01 91 02 0001 92 01 04");
        assertThat(reader.send("80 2D 00 01 FC 9B FA" + "00".repeat(250))).isEqualTo("9000");
        assertThat(reader.send("80 2D 80 01 77 9B 32" + "00".repeat(50) + "330040" + P256.signRaw(scalar, hash)))
                .isEqualTo("9000");
    }

    @Test
    void VERIFY_with_an_empty_key_is_refused_3_10() {
        assertThat(reader.send("80 2C 00 01 0D 85 01 04 A1 01 03 91 02 0001 92 01 04"))
                .isEqualTo("6985");
    }

    @Test
    void SHA_384_where_the_key_allows_it_2_3() {
        Reader published = new Reader(SoftwareSim.inMemory(Published.card()));
        published.send("00 A4 04 00 0F " + Published.AID);
        Octets point = published.data("80 B9 00 00 04 84 02 0002").slice(14, 79);
        published.data("80 2A 00 00 0E 84 02 0002 A1 01 03 91 02 0002 92 01 04");
        Octets answer = published.data("80 2B 80 00 32 9E 30" + "5A".repeat(48));
        assertThat(P256.verifies(point, Octets.hex("5A".repeat(48)), answer.slice(2, 66)))
                .isTrue();
        assertThat(published.send("80 2A 00 00 0E 84 02 0002 A1 01 02 91 02 0002 92 01 04"))
                .isEqualTo("6A80");
    }
}
