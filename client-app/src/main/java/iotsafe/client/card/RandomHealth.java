package iotsafe.client.card;

import java.util.Optional;

/**
 * The two health tests of SP 800-90B 4.4 over bytes that claim full entropy, H = 8 bits a byte, with a false alarm once in 2^30. They find a
 * generator that is broken, not one that can be predicted.
 */
final class RandomHealth {
    /** 1 + ceil(30 / H): as many equal bytes in a row are an alarm (SP 800-90B 4.4.1). */
    static final int REPETITION_CUTOFF = 5;
    /** For samples of more than two values (SP 800-90B 4.4.2). */
    static final int WINDOW = 512;
    /** 1 + critbinom(512, 2^-8, 1 - 2^-30): so many equal to the window's first are an alarm. */
    static final int PROPORTION_CUTOFF = 16;

    private RandomHealth() {}

    /** The repetition count test; the alarm in words, empty if there is none. */
    static Optional<String> repetitionCount(byte[] samples) {
        int run = 0;
        for (int at = 0; at < samples.length; at++) {
            run = at > 0 && samples[at] == samples[at - 1] ? run + 1 : 1;
            if (run >= REPETITION_CUTOFF) {
                return Optional.of("%d equal bytes in a row".formatted(run));
            }
        }
        return Optional.empty();
    }

    /**
     * The adaptive proportion test on each whole window; the alarm in words, empty if there is none.
     *
     * @param samples a multiple of {@link #WINDOW}
     */
    static Optional<String> adaptiveProportion(byte[] samples) {
        for (int from = 0; from + WINDOW <= samples.length; from += WINDOW) {
            int equal = 0;
            for (int at = from; at < from + WINDOW; at++) {
                equal += samples[at] == samples[from] ? 1 : 0;
            }
            if (equal >= PROPORTION_CUTOFF) {
                return Optional.of("%d of %d bytes are equal".formatted(equal, WINDOW));
            }
        }
        return Optional.empty();
    }
}
