package iotsafe.credentials.applet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.Secret;
import iotsafe.credentials.apdu.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** COMPUTE HKDF (interface reference 3.13, 6.7; RFC 5869). */
class ComputeHkdfTest extends CardTest {
    private static final Bytes RFC_5869_CASE_1 =
            bytes("077709362C2E32DF0DDC3F0DC47BBA6390B6C73BB50F9C3122EC844AD7C2B3E5");
    private static final Bytes ZEROS = Bytes.of(new byte[32]);

    @Test
    void rfc_5869_test_case_1_in_one_exchange() throws Exception {
        Bytes material = bytes("0B".repeat(22));
        Bytes salt = bytes("000102030405060708090A0B0C");
        card.on("81 4A 00 00 2B D1 16" + material + "D5 0D" + salt + "91 02 0001 00", RFC_5869_CASE_1 + "9000");
        Secret prk = applet.hkdfExtract(Secret.of(material.toArray()), salt);
        assertThat(Bytes.of(prk.toArray())).isEqualTo(RFC_5869_CASE_1).isEqualTo(SoftKeys.hmac(salt, material));
        assertThat(applet.exchanges()).isEqualTo(2 + 1);
        card.isFinished();
    }

    @Test
    void no_salt_is_32_zero_bytes_as_for_the_early_secret_of_TLS_1_3() throws Exception {
        String early = "33AD0A1C607EC03B09E6CD9893680CE210ADF300AA1F2660E1B22E10F170F92A";
        assertThat(SoftKeys.hmac(ZEROS, ZEROS)).isEqualTo(bytes(early));
        card.on("81 4A 00 00 48 D1 20" + ZEROS + "D5 20" + ZEROS + "91 02 0001 00", early + "9000");
        Secret prk = applet.hkdfExtract(Secret.of(ZEROS.toArray()), Bytes.EMPTY);
        assertThat(Bytes.of(prk.toArray())).isEqualTo(bytes(early));
        card.isFinished();
    }

    @ParameterizedTest(name = "{0} bytes")
    @ValueSource(ints = {0, 31, 33})
    void an_answer_of_another_length_is_unreadable_and_not_shown(int length) {
        card.on("81 4A 00 00 0A D1 01 AA D5 01 BB 91 02 0001 00", "C7".repeat(length) + "9000");
        assertThatThrownBy(() -> applet.hkdfExtract(Secret.of((byte) 0xAA), bytes("BB")))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessage("answer of COMPUTE HKDF: byte 0: %d bytes where 32 were to come".formatted(length));
    }

    @Test
    void an_applet_without_it_is_refused() {
        card.on("81 4A 00 00 0A D1 01 AA D5 01 BB 91 02 0001 00", "6D00");
        assertThatThrownBy(() -> applet.hkdfExtract(Secret.of((byte) 0xAA), bytes("BB")))
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("this applet does not offer it");
    }

    @Test
    void what_fits_in_one_command_goes_and_one_byte_more_is_our_mistake() throws CardException {
        Bytes longest = Bytes.of(new byte[246]);
        card.on("81 4A 00 00 FF D1 01 AA D5 F6" + longest + "91 02 0001 00", RFC_5869_CASE_1 + "9000");
        applet.hkdfExtract(Secret.of((byte) 0xAA), longest);
        card.isFinished();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> applet.hkdfExtract(Secret.of((byte) 0xAA), Bytes.of(new byte[247])));
        assertThatIllegalArgumentException()
                .as("no salt is 32 bytes all the same")
                .isThrownBy(() -> applet.hkdfExtract(Secret.of(new byte[216]), Bytes.EMPTY));
    }
}
