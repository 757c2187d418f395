package iotsafe.credentials.applet;

import static iotsafe.credentials.applet.Vectors.HASH;
import static iotsafe.credentials.applet.Vectors.PRIVATE_01;
import static iotsafe.credentials.applet.Vectors.QT_KEY;
import static iotsafe.credentials.applet.Vectors.QT_SIGNATURE;
import static iotsafe.credentials.applet.Vectors.byId;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.ObjectType;
import iotsafe.credentials.Sha256;
import iotsafe.credentials.apdu.Bytes;
import java.security.KeyPair;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** COMPUTE SIGNATURE, modes 01 and 02, and RSA (interface reference 3.9.3 to 3.9.5). */
class SigningModesTest extends CardTest {
    private static final String LAST_BLOCK_INIT = "81 2A 00 01 0D 84 01 01 A1 01 02 91 02 0001 92 01 04";
    private static final String RSA_INIT = "81 2A 00 01 0D 84 01 01 A1 01 03 91 02 0001 92 01 01";
    private static final String RSA_UPDATE = "81 2B 80 01 22 9E 20" + HASH + "00";
    private static final Bytes HUNDRED = counting(100);

    private static Bytes counting(int length) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at++) {
            bytes[at] = (byte) at;
        }
        return Bytes.of(bytes);
    }

    @Test
    void mode_01_signs_a_text_as_the_published_card_does() throws CardException {
        card.on("81 2A 00 01 0E 84 02 0002 A1 01 01 91 02 0001 92 01 04", "9000")
                .on("81 2B 80 01 0A 9B 08 0102030405060708 00", "33 40" + QT_SIGNATURE + "9000");
        Bytes signature = applet.signText(byId(ObjectType.PRIVATE, "0002"), bytes("0102030405060708"));
        assertThat(signature).isEqualTo(bytes(QT_SIGNATURE));
        assertThat(EcdsaCheck.isSignedBy(Vectors.qtKey(), bytes(HASH), signature))
                .isTrue();
        card.isFinished();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 128})
    void mode_01_takes_only_texts_whose_length_all_clients_write_alike(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> applet.signText(PRIVATE_01, Bytes.of(new byte[length])));
    }

    @Test
    void mode_01_takes_127_bytes() throws CardException {
        card.on("81 2A 00 01 0D 84 01 01 A1 01 01 91 02 0001 92 01 04", "9000")
                .on("81 2B 80 01 81 9B 7F" + counting(127) + "00", "33 40" + QT_SIGNATURE + "9000");
        applet.signText(PRIVATE_01, counting(127));
        card.isFinished();
    }

    @Test
    void mode_02_brings_the_last_block_the_state_before_it_and_its_length() throws Exception {
        assertThat(Sha256.of(HUNDRED.toArray()))
                .isEqualTo(bytes("BCE0AFF19CF5AA6A7469A30D61D04E4376E4BBF6381052EE9E7F33925C954D52"));
        KeyPair pair = SoftKeys.p256();
        card.on(LAST_BLOCK_INIT, "9000")
                .on(
                        "81 2B 80 01 4E 9A 24" + HUNDRED.slice(64, 100)
                                + "9C 20 FC99A2DF88F42A7A7BB9D18033CDC6A20256755F9D5B9A5044A9CC315ABE84A7 9D 04 00000040 00",
                        "33 0040" + signed(pair, HUNDRED) + "9000")
                .on("81 CB 01 00 00", "74 01 41 84 01 01 75 01 41 85 01 01 9000")
                .on("81 CD 00 00 03 85 01 01 00", PublicKeyData.write((ECPublicKey) pair.getPublic()) + "9000");
        assertThat(EcdsaCheck.isSignedBy(
                        (ECPublicKey) pair.getPublic(),
                        Sha256.of(HUNDRED.toArray()),
                        applet.signLastBlock(PRIVATE_01, HUNDRED)))
                .isTrue();
        card.isFinished();
    }

    @Test
    void mode_02_is_not_believed_when_the_card_hashed_something_else() {
        card.on(LAST_BLOCK_INIT, "9000")
                .on(
                        "81 2B 80 01 4E 9A 24" + HUNDRED.slice(64, 100) + "9C 20"
                                + Sha256State.after(HUNDRED.slice(0, 64)) + "9D 04 00000040 00",
                        "33 0040" + QT_SIGNATURE + "9000")
                .on("81 CB 01 00 00", "74 01 41 84 01 01 75 01 41 85 01 01 9000")
                .on("81 CD 00 00 03 85 01 01 00", QT_KEY + "9000");
        assertThatThrownBy(() -> applet.signLastBlock(PRIVATE_01, HUNDRED))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessageContaining("no reading of it verifies");
    }

    @ParameterizedTest(name = "{0} bytes: {1} before, {2} in the last block")
    @CsvSource({"65, 64, 1", "128, 64, 64", "129, 128, 1", "1000, 960, 40"})
    void mode_02_splits_at_a_block_and_leaves_at_least_one_byte(int length, int before, int last) {
        card.on(LAST_BLOCK_INIT, "9000")
                .on(
                        "81 2B 80 01 %02X 9A %02X %s 9C 20 %s 9D 04 %08X 00"
                                .formatted(
                                        2 + last + 34 + 6,
                                        last,
                                        counting(length).slice(before, length),
                                        Sha256State.after(counting(length).slice(0, before)),
                                        before),
                        "6A80")
                .on("81 2A 01 01", "9000");
        assertThatThrownBy(() -> applet.signLastBlock(PRIVATE_01, counting(length)))
                .isInstanceOf(CardException.Refused.class);
        card.isFinished();
    }

    @Test
    void mode_02_needs_more_than_a_block() {
        assertThatIllegalArgumentException().isThrownBy(() -> applet.signLastBlock(PRIVATE_01, counting(64)));
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"33 0100", "33 82 0100"})
    void rsa_2048_answers_259_bytes_or_more_in_two_parts(String head) throws CardException {
        byte[] number = new byte[256];
        new Random(2048).nextBytes(number);
        Bytes answer = Bytes.concat(bytes(head), Bytes.of(number));
        int rest = answer.length() - 256;
        card.on(RSA_INIT, "9000")
                .on(RSA_UPDATE, answer.slice(0, 256) + "61%02X".formatted(rest))
                .on("01 C0 00 00 %02X".formatted(rest), answer.slice(256, answer.length()) + "9000");
        assertThat(applet.signRsa(PRIVATE_01, bytes(HASH))).isEqualTo(Bytes.of(number));
        card.isFinished();
    }

    @Test
    void an_rsa_answer_of_another_length_is_unreadable_and_an_elliptic_one_is_none() {
        for (String answer : new String[] {"33 0040" + QT_SIGNATURE, "33 80" + "11".repeat(128), "11".repeat(256)}) {
            card.on(RSA_INIT, "9000").on(RSA_UPDATE, answer + "9000");
            assertThatThrownBy(() -> applet.signRsa(PRIVATE_01, bytes(HASH)))
                    .isInstanceOf(CardException.Unreadable.class);
        }
        card.isFinished();
    }

    @Test
    void a_key_that_is_no_rsa_key_is_refused() {
        card.on(RSA_INIT, "6A80");
        assertThatThrownBy(() -> applet.signRsa(PRIVATE_01, bytes(HASH))).isInstanceOf(CardException.Refused.class);
        card.isFinished();
    }

    private static String signed(KeyPair pair, Bytes text) throws Exception {
        Signature signer = Signature.getInstance("SHA256withECDSAinP1363Format", "SunEC");
        signer.initSign(pair.getPrivate());
        signer.update(text.toArray());
        return Bytes.of(signer.sign()).toHex();
    }
}
