package iotsafe.client.card;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** SP 800-90B 4.4, at H = 8 bits a byte and a false alarm once in 2^30. */
class RandomHealthTest {
    private static final MathContext EXACT = new MathContext(60);
    private static final BigDecimal ALPHA = BigDecimal.ONE.divide(new BigDecimal(BigInteger.ONE.shiftLeft(30)), EXACT);

    /** 4.4.1: C = 1 + ceil(-log2(alpha) / H). */
    @Test
    void the_repetition_cutoff_is_the_documents() {
        assertThat(RandomHealth.REPETITION_CUTOFF).isEqualTo(1 + (int) Math.ceil(30 / 8.0));
    }

    /** 4.4.2: C = 1 + critbinom(W, 2^-H, 1 - alpha), the smallest number that is exceeded with at most alpha. */
    @Test
    void the_proportion_cutoff_is_the_documents() {
        int critical = 0;
        while (exceeds(critical).compareTo(ALPHA) > 0) {
            critical++;
        }
        assertThat(RandomHealth.PROPORTION_CUTOFF).isEqualTo(1 + critical);
    }

    @Test
    void five_equal_bytes_in_a_row_are_an_alarm_and_four_are_not() {
        assertThat(RandomHealth.repetitionCount(new byte[] {1, 2, 2, 2, 2, 3})).isEmpty();
        assertThat(RandomHealth.repetitionCount(new byte[] {1, 2, 2, 2, 2, 2})).contains("5 equal bytes in a row");
    }

    @Test
    void sixteen_bytes_equal_to_the_first_of_a_window_are_an_alarm_and_fifteen_are_not() {
        byte[] window = new byte[RandomHealth.WINDOW];
        for (int at = 0; at < window.length; at++) {
            window[at] = (byte) (1 + at % 250);
        }
        window[0] = 0;
        for (int at = 1; at < 15; at++) {
            window[at * 30] = 0;
        }
        assertThat(RandomHealth.adaptiveProportion(window)).isEmpty();
        window[500] = 0;
        assertThat(RandomHealth.adaptiveProportion(window)).contains("16 of 512 bytes are equal");
    }

    @Test
    void a_good_generator_raises_no_alarm() {
        byte[] samples = new byte[RandomHealth.WINDOW];
        for (int seed = 0; seed < 1000; seed++) {
            new Random(seed).nextBytes(samples);
            assertThat(RandomHealth.repetitionCount(samples))
                    .as("seed %d", seed)
                    .isEmpty();
            assertThat(RandomHealth.adaptiveProportion(samples))
                    .as("seed %d", seed)
                    .isEmpty();
        }
    }

    /** P(X > k) for 512 draws of 1 in 256. */
    private static BigDecimal exceeds(int k) {
        BigDecimal p = BigDecimal.ONE.divide(BigDecimal.valueOf(256), EXACT);
        BigDecimal q = BigDecimal.ONE.subtract(p);
        BigDecimal sum = BigDecimal.ZERO;
        BigInteger ways = BigInteger.ONE;
        for (int x = 0; x <= k; x++) {
            sum = sum.add(new BigDecimal(ways).multiply(p.pow(x, EXACT)).multiply(q.pow(512 - x, EXACT)), EXACT);
            ways = ways.multiply(BigInteger.valueOf(512 - x)).divide(BigInteger.valueOf(x + 1));
        }
        return BigDecimal.ONE.subtract(sum);
    }
}
