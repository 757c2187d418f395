package iotsafe.credentials.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.math.BigInteger;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** PKCS#11 2.40 section 2.3.3: CKA_EC_POINT is the DER encoding of an ANSI X9.62 ECPoint. */
class EcPointTest {
    /** The generator of P-256 (FIPS 186-4 D.1.2.3). */
    private static final Bytes POINT = Bytes.ofHex(
            "04 6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296 4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5");

    private static final Bytes WRAPPED = Bytes.concat(Bytes.ofHex("0441"), POINT);

    @Test
    void a_point_in_an_octet_string_and_a_bare_one_are_the_same_key() throws CardException {
        assertThat(EcPoint.read("key", WRAPPED)).isEqualTo(EcPoint.read("key", POINT));
        assertThat(EcPoint.read("key", WRAPPED).getW().getAffineX())
                .isEqualTo(new BigInteger(POINT.slice(1, 33).toHex(), 16));
    }

    @Test
    void a_point_beside_the_curve_is_refused() {
        byte[] wrong = WRAPPED.toArray();
        wrong[66] ^= 1;
        assertThatThrownBy(() -> EcPoint.read("key 05", Bytes.of(wrong)))
                .isInstanceOf(CardException.Unreadable.class)
                .hasMessage("key 05: byte 0: the point is not on the curve P-256");
    }

    @Test
    void mutated_and_random_points_are_read_or_refused() {
        long seed = 20261123;
        Random random = new Random(seed);
        int read = 0;
        for (int round = 0; round < 1000; round++) {
            byte[] value = (random.nextBoolean() ? WRAPPED : POINT).toArray();
            if (random.nextInt(4) == 0) {
                value = new byte[random.nextInt(70)];
                random.nextBytes(value);
            }
            for (int change = random.nextInt(3); change > 0 && value.length > 0; change--) {
                value[random.nextInt(value.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                EcPoint.read("key", Bytes.of(value));
                read++;
            } catch (CardException.Unreadable refused) {
                assertThat(refused).hasMessageStartingWith("key: byte 0: ");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
        assertThat(read).isBetween(1, 999);
    }
}
