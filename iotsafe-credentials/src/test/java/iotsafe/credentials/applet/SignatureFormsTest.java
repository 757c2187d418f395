package iotsafe.credentials.applet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The five forms of a signature answer with the numbers that break encoders (interface reference 3.9.5, checklist 10), in the manner of the
 * Wycheproof collection: short r and s, high bits, the ends of the range, wrong lengths, wrong signs.
 */
class SignatureFormsTest {
    private static final BigInteger ORDER = Curve.P256.parameters().getOrder();

    private enum Form {
        A(false, true),
        B(false, false),
        C(true, false),
        D(true, true),
        /** Raw behind a BER length of two bytes. */
        E(false, false);

        private final boolean der;
        private final boolean wide;

        Form(boolean der, boolean wide) {
            this.der = der;
            this.wide = wide;
        }

        Bytes write(BigInteger r, BigInteger s) {
            Bytes value = der ? sequence(integer(r), integer(s)) : raw(r, s);
            Bytes head = this == E ? Bytes.of((byte) 0x33, (byte) 0x81, (byte) value.length()) : Bytes.EMPTY;
            return this == E ? Bytes.concat(head, value) : SignatureAnswer.write(value, wide);
        }
    }

    private static Bytes raw(BigInteger r, BigInteger s) {
        return Bytes.ofHex("%064x%064x".formatted(r, s));
    }

    private static Bytes integer(BigInteger number) {
        return tagged(0x02, Bytes.of(number.toByteArray()));
    }

    private static Bytes sequence(Bytes... parts) {
        return tagged(0x30, Bytes.concat(parts));
    }

    private static Bytes tagged(int tag, Bytes content) {
        return Bytes.concat(Bytes.of((byte) tag, (byte) content.length()), content);
    }

    private static Stream<BigInteger> specialNumbers() {
        Random random = new Random(186);
        List<BigInteger> numbers = new ArrayList<>(List.of(
                BigInteger.ONE,
                BigInteger.valueOf(0x7F),
                BigInteger.valueOf(0x80),
                BigInteger.valueOf(0xFF),
                BigInteger.valueOf(0x100),
                ORDER.subtract(BigInteger.ONE),
                ORDER.shiftRight(1),
                ORDER.shiftRight(1).add(BigInteger.ONE)));
        for (int bits : new int[] {127, 128, 231, 239, 240, 246, 247, 248, 254, 255}) {
            numbers.add(BigInteger.ONE.shiftLeft(bits));
            numbers.add(BigInteger.ONE.shiftLeft(bits).subtract(BigInteger.ONE));
            numbers.add(new BigInteger(bits, random).setBit(bits - 1));
        }
        return numbers.stream();
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void every_pair_of_special_numbers_is_read_in_every_form(Form form) throws CardException {
        List<BigInteger> numbers = specialNumbers().toList();
        for (BigInteger r : numbers) {
            for (BigInteger s : numbers) {
                Bytes answer = form.write(r, s);
                SignatureAnswer read = SignatureAnswer.read(answer);
                assertThat(read.readings()).as("%s", answer).contains(raw(r, s));
                assertThat(read.isLengthWide()).as("%s", answer).isEqualTo(form.wide);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void numbers_out_of_range_are_unreadable(Form form) {
        List<BigInteger> wrong = List.of(
                BigInteger.ZERO,
                ORDER,
                ORDER.add(BigInteger.ONE),
                BigInteger.ONE.shiftLeft(256).subtract(BigInteger.ONE));
        for (BigInteger number : wrong) {
            unreadable(form.write(number, BigInteger.TEN));
            unreadable(form.write(BigInteger.TEN, number));
        }
    }

    @ParameterizedTest
    @EnumSource(Form.class)
    void a_byte_too_many_or_too_few_is_unreadable(Form form) {
        Bytes good = form.write(ORDER.subtract(BigInteger.ONE), ORDER.shiftRight(1));
        unreadable(Bytes.concat(good, Bytes.of((byte) 0)));
        for (int length = 0; length < good.length(); length++) {
            unreadable(good.slice(0, length));
        }
    }

    @Test
    void DER_that_is_none_is_unreadable() {
        Bytes ten = integer(BigInteger.TEN);
        BigInteger high = ORDER.subtract(BigInteger.ONE);
        Bytes negative = tagged(0x02, Bytes.ofHex("%064x".formatted(high)));
        Bytes tooLong = tagged(0x02, Bytes.ofHex("01" + "00".repeat(32)));
        List<Bytes> values = List.of(
                sequence(),
                sequence(ten),
                sequence(ten, ten, ten),
                sequence(ten, negative),
                sequence(negative, ten),
                sequence(ten, tooLong),
                sequence(ten, tagged(0x02, Bytes.EMPTY)),
                sequence(ten, tagged(0x03, Bytes.of((byte) 10))),
                tagged(0x31, Bytes.concat(ten, ten)),
                Bytes.concat(sequence(ten, ten), Bytes.of((byte) 0)),
                Bytes.concat(Bytes.ofHex("3080"), ten, ten, Bytes.ofHex("0000")),
                Bytes.concat(Bytes.ofHex("308106"), ten, ten),
                Bytes.concat(Bytes.ofHex("3007"), ten, ten),
                Bytes.concat(Bytes.ofHex("3005"), ten, ten));
        for (Bytes value : values) {
            unreadable(SignatureAnswer.write(value, false));
            unreadable(SignatureAnswer.write(value, true));
        }
    }

    @Test
    void zeros_in_front_of_a_number_are_dropped() throws CardException {
        Bytes padded = tagged(0x02, Bytes.ofHex("00".repeat(5) + "0A"));
        assertThat(SignatureAnswer.read(SignatureAnswer.write(sequence(padded, padded), false))
                        .readings())
                .containsExactly(raw(BigInteger.TEN, BigInteger.TEN));
    }

    @Test
    void values_of_other_curves_lengths_are_unreadable() {
        for (int length : new int[] {0, 1, 63, 65, 96, 132, 255}) {
            unreadable(SignatureAnswer.write(Bytes.ofHex("11".repeat(length)), true));
        }
    }

    private static void unreadable(Bytes answer) {
        assertThatThrownBy(() -> SignatureAnswer.read(answer).readings())
                .as("%s", answer)
                .isInstanceOf(CardException.Unreadable.class);
    }
}
