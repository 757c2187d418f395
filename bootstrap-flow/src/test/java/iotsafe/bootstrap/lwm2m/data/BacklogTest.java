package iotsafe.bootstrap.lwm2m.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However much happens while the server is away, the store keeps to its bound and its own count. */
class BacklogTest {
    private static final int MOST = 50;

    @ParameterizedTest
    @EnumSource(WhenFull.class)
    void never_holds_more_than_its_bound(WhenFull whenFull) {
        long seed = 20261123;
        Random random = new Random(seed);
        Backlog backlog = new Backlog(MOST, whenFull);
        List<List<Sample>> away = new ArrayList<>();
        List<Integer> keys = new ArrayList<>();
        for (int round = 0; round < 5000; round++) {
            int key = random.nextInt(5);
            switch (random.nextInt(8)) {
                case 0 -> {
                    away.add(backlog.take(key, 1 + random.nextInt(20)));
                    keys.add(key);
                }
                case 1 -> {
                    if (!away.isEmpty()) {
                        backlog.putBack(keys.remove(0), away.remove(0));
                    }
                }
                case 2 -> {
                    if (random.nextInt(20) == 0) {
                        backlog.drop(key);
                    }
                }
                default ->
                    backlog.add(
                            key,
                            new Sample(Instant.ofEpochSecond(round), Map.of()),
                            random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(10));
            }
            assertThat(backlog.size()).as("seed %d, round %d", seed, round).isBetween(0, MOST);
        }
        int left = 0;
        for (int key = 0; key < 5; key++) {
            left += backlog.take(key, Integer.MAX_VALUE).size();
            assertThat(backlog.has(key)).isFalse();
        }
        assertThat(left).isLessThanOrEqualTo(MOST);
        assertThat(backlog.size()).isZero();
    }
}
