package iotsafe.sim.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.sim.apdu.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** FIPS 180-4. */
class Sha256TailTest {
    private static final byte[] INITIAL = Octets.hex("6A09E667BB67AE853C6EF372A54FF53A510E527F9B05688C1F83D9AB5BE0CD19")
            .toArray(); // 5.3.3

    @ParameterizedTest
    @CsvSource({
        "abc, BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD",
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq,"
                + " 248D6A61D20638B8E5C026930C3E6039A33CE45964FF2167F6ECEDD419DB06C1"
    })
    void published_examples(String message, String hash) {
        assertThat(tail(message.getBytes(StandardCharsets.US_ASCII))).isEqualTo(hash);
    }

    @Test
    void every_length_across_the_paddings_of_three_blocks() {
        for (int length = 0; length < 200; length++) {
            byte[] message = new byte[length];
            Arrays.fill(message, (byte) length);
            String expected = Octets.of(Hash.SHA_256.begin().digest(message)).toString();
            assertThat(tail(message)).as("%d bytes", length).isEqualTo(expected);
        }
    }

    @Test
    void continues_from_a_chaining_value_of_the_interface_reference_3_9_4() {
        byte[] rest = new byte[0x24];
        for (int i = 0; i < rest.length; i++) {
            rest[i] = (byte) (0x40 + i);
        }
        Octets chaining = Octets.hex("FC99A2DF88F42A7A7BB9D18033CDC6A20256755F9D5B9A5044A9CC315ABE84A7");
        assertThat(Octets.of(Sha256Tail.finish(chaining.toArray(), 64, rest)))
                .hasToString("BCE0AFF19CF5AA6A7469A30D61D04E4376E4BBF6381052EE9E7F33925C954D52");
    }

    private static String tail(byte[] message) {
        return Octets.of(Sha256Tail.finish(INITIAL, 0, message)).toString();
    }
}
