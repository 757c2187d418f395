package iotsafe.client.card;

import java.time.Duration;
import java.util.List;

/**
 * How long a card takes over one command, as the agent waits for it.
 *
 * @param count how often it was done
 * @param median of an even number the upper of the two in the middle
 */
public record Timing(String command, int count, Duration min, Duration median, Duration max) {
    /** Of one sample or more. */
    static Timing of(String command, List<Duration> samples) {
        List<Duration> sorted = samples.stream().sorted().toList();
        return new Timing(
                command, sorted.size(), sorted.get(0), sorted.get(sorted.size() / 2), sorted.get(sorted.size() - 1));
    }
}
