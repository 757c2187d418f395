package iotsafe.client.card;

import iotsafe.credentials.CardException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How long the card takes over each command, as the agent waits for it: all its exchanges together. */
final class Timings {
    private final Map<String, List<Duration>> taken = new LinkedHashMap<>();

    /** Does something on the card and notes its time, if it was done. */
    <T> T measure(String command, Call<T> call) throws CardException {
        long start = System.nanoTime();
        T result = call.make();
        taken.computeIfAbsent(command, unknown -> new ArrayList<>()).add(Duration.ofNanos(System.nanoTime() - start));
        return result;
    }

    /** One of each command, in the order of their first use. */
    List<Timing> all() {
        return taken.entrySet().stream()
                .map(entry -> Timing.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** Something that the card does. */
    @FunctionalInterface
    interface Call<T> {
        T make() throws CardException;
    }
}
