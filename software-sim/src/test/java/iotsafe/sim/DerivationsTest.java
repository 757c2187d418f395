package iotsafe.sim;

import static iotsafe.sim.Reader.hex;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import iotsafe.sim.crypto.P256;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Interface reference 3.11 to 3.13: COMPUTE DH, PRF and HKDF. */
class DerivationsTest {
    private static final String SEED = "D24D 6D617374657220736563726574"
            + "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F"
            + "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F";
    private static final String Z = "202122232425262728292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F";

    private final Reader reader = Reader.selected(SimMemory.blank(Profile.STANDARD)
            .addSecret(
                    Octets.hex("01"),
                    "psk",
                    Octets.hex("000102030405060708090A0B0C0D0E0F").toArray())
            .addKeyPair("dh", Octets.hex("04"), Octets.hex("04"), KeyFunction.AGREE, KeyFunction.GENERATE)
            .addKeyPair("sign", Octets.hex("06"), Octets.hex("06"), KeyFunction.SIGN, KeyFunction.GENERATE)
            .addPublicKey("peer", Octets.hex("05"), KeyFunction.AGREE));

    @Test
    void PRF_with_the_secret_in_the_command_3_12() {
        assertThat(reader.send("80 48 00 00 5D"
                        + "D120C0485B054863F6DFA458789768B9035C6CACB160DD1A01834811F5783309DB81"
                        + "D236657874656E646564206D617374657220736563726574"
                        + "CE15B44D68440B652624244DB8D2FB7DD601C759E9EB627FB10529AB0DB76049 D30130 00"))
                .isEqualTo("A1F02A766DA04C8FD83A40E358267528F8D815C48E3DC353D55FE3861C350622C78B48FE6F49F6E1"
                        + "3E1B6B175CFE59FB9000");
    }

    @Test
    void PRF_of_255_bytes_begins_as_that_of_48_3_12() {
        String body = "D10101 D20102 D301";
        String longest = reader.data("80 48 00 00 09" + body + "FF 00").toString();
        assertThat(longest)
                .hasSize(2 * 255)
                .startsWith(reader.data("80 48 00 00 09" + body + "30").toString());
    }

    @Test
    void PRF_with_a_stored_PSK_RFC_4279() {
        String expected = "DEB5EA0AABB5A89D2DBE02561ADA3CED3FF6626813425BDDAED85718423F4EDD"
                + "0B9EA64C8942DDD47E38D4F3C4CA710C9000";
        assertThat(reader.send("80 48 01 00 55 86 01 01" + SEED + "D3 01 30 00"))
                .isEqualTo(expected);
        assertThat(reader.send("80 48 01 00 57 76 03 70736B" + SEED + "D3 01 30 00"))
                .isEqualTo(expected);
    }

    @Test
    void PRF_with_a_stored_PSK_and_ECDHE_RFC_5489() {
        assertThat(reader.send("80 48 02 00 77 86 01 01 D4 20" + Z + SEED + "D3 01 30 00"))
                .isEqualTo("143FD1B8871523C7A8A7FE5D55B3A2F672028EC3C1D61A10A482A909EE72248C"
                        + "E0A14503D17ADEF66118B91EBA7CE8CB9000");
    }

    @ParameterizedTest
    @CsvSource({
        "03, D10101 D20102 D30130, 6A86",
        "00, D10101 D20102 D30100, 6A80",
        "00, D10101 D20102, 6A80",
        "00, D100 D20102 D30130, 6A80",
        "00, D20102 D30130, 6A80",
        "00, 860101 D10101 D20102 D30130, 6A80",
        "01, 860109 D20102 D30130, 6A82",
        "01, 860101 D10101 D20102 D30130, 6A80",
        "02, 860101 D20102 D30130, 6A80"
    })
    void PRF_is_refused_3_12(String p1, String body, String status) {
        assertThat(reader.send("80 48 %s 00 %02X".formatted(p1, hex(body).length() / 2) + body))
                .isEqualTo(status);
    }

    @Test
    void PRF_with_an_empty_secret_or_one_for_HKDF_alone_2_6() {
        Reader published = new Reader(SoftwareSim.inMemory(Published.card()));
        published.send("00 A4 04 00 0F " + Published.AID);
        assertThat(published.send("80 48 01 00 0A 86 02 0004 D2 01 02 D3 01 30"))
                .isEqualTo("6985");
    }

    @Test
    void HKDF_extract_RFC_5869_test_case_1() {
        assertThat(reader.send(
                        "80 4A 00 00 2B D1 16" + "0B".repeat(22) + "D5 0D 000102030405060708090A0B0C 91 02 0001 00"))
                .isEqualTo("077709362C2E32DF0DDC3F0DC47BBA6390B6C73BB50F9C3122EC844AD7C2B3E59000");
    }

    @Test
    void HKDF_extract_of_nothing_but_zeros_TLS_1_3() {
        String zeros = "00".repeat(32);
        assertThat(reader.send("80 4A 00 00 48 D1 20" + zeros + "D5 20" + zeros + "91 02 0001"))
                .isEqualTo("33AD0A1C607EC03B09E6CD9893680CE210ADF300AA1F2660E1B22E10F170F92A9000");
    }

    @ParameterizedTest
    @CsvSource({"D10101 91020001", "D50101 91020001", "D100 D50101 91020001", "D10101 D50101 91020002", "D10101 D50101"
    })
    void HKDF_is_refused_3_13(String body) {
        assertThat(reader.send("80 4A 00 00 %02X".formatted(hex(body).length() / 2) + body))
                .isEqualTo("6A80");
    }

    @Test
    void DH_is_the_x_coordinate_that_the_peer_has_too_3_11() {
        Octets own = reader.data("80 B9 00 00 03 84 01 04").slice(12, 77);
        P256.Pair peer = P256.generate();
        assertThat(reader.send("80 46 00 00 06 84 01 04 85 01 05 00")).isEqualTo("6985"); // put first
        reader.data("80 24 00 00 03 85 01 05");
        reader.data("80 D8 80 00 47 3445 4943 8641" + peer.point());
        assertThat(reader.data("80 46 00 00 06 84 01 04 85 01 05 00")).isEqualTo(P256.agree(peer.scalar(), own));
    }

    @ParameterizedTest
    @CsvSource({
        "84 01 04, 6985", // empty
        "84 01 06 85 01 05, 6985", // may not agree
        "84 01 09 85 01 05, 6A82",
        "85 01 05, 6A80"
    })
    void DH_is_refused_3_11(String body, String status) {
        assertThat(reader.send("80 46 00 00 %02X".formatted(hex(body).length() / 2) + body))
                .isEqualTo(status);
    }
}
