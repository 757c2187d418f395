package iotsafe.client.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Gathers the mistakes while reading goes on. */
final class Problems {
    private final List<Found> found = new ArrayList<>();

    void add(Place place, String message) {
        add(place, message, null);
    }

    void add(Place place, String message, @Nullable String hint) {
        found.add(new Found(
                place.order(),
                new ConfigProblem(place.name(), PinMask.over(message), place.excerpt(), Optional.ofNullable(hint))));
    }

    boolean none() {
        return found.isEmpty();
    }

    /** All so far, by line and column. */
    ConfigException toException() {
        return new ConfigException(found.stream()
                .sorted(Comparator.comparingLong(Found::order))
                .map(Found::problem)
                .toList());
    }

    private record Found(long order, ConfigProblem problem) {}
}
