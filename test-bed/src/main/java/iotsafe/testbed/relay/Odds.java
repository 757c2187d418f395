package iotsafe.testbed.relay;

import java.util.Random;

/** Fates drawn at random: the same ones for the same seed. */
public final class Odds implements Fates {
    private static final int CERTAIN = 100;

    private final int lose;
    private final int repeat;
    private final int overtake;
    private final Random random;

    /**
     * Each out of a hundred datagrams.
     *
     * @param seed any number
     * @param lose how many are lost
     * @param repeat how many arrive twice
     * @param overtake how many arrive late
     */
    public Odds(long seed, int lose, int repeat, int overtake) {
        if (lose < 0 || repeat < 0 || overtake < 0 || lose + repeat + overtake > CERTAIN) {
            throw new IllegalArgumentException("of 100 datagrams, %d lost, %d repeated and %d overtaken are impossible"
                    .formatted(lose, repeat, overtake));
        }
        this.lose = lose;
        this.repeat = repeat;
        this.overtake = overtake;
        this.random = new Random(seed);
    }

    @Override
    public Fate next() {
        int drawn = random.nextInt(CERTAIN);
        if (drawn < lose) {
            return Fate.LOSE;
        }
        if (drawn < lose + repeat) {
            return Fate.REPEAT;
        }
        return drawn < lose + repeat + overtake ? Fate.OVERTAKEN : Fate.PASS;
    }
}
