package iotsafe.testbed.weather;

import iotsafe.testbed.weather.Weather.Kind;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The weather a server was asked for, fixed at its start.
 *
 * @param numbers each weather asked for, with its number; 0 for those that take none
 */
public record Forecast(Map<Weather, Integer> numbers) {
    /** Nothing goes wrong. */
    public static final Forecast FAIR = new Forecast(Map.of());

    /** Keeps its own copy. */
    public Forecast {
        numbers = Map.copyOf(numbers);
    }

    /** The given weathers with their usual numbers. */
    public static Forecast of(Weather... weathers) {
        Map<Weather, Integer> numbers = new EnumMap<>(Weather.class);
        for (Weather weather : weathers) {
            numbers.put(weather, weather.usual().orElse(0));
        }
        return new Forecast(numbers);
    }

    /**
     * Reads switches as {@code expired} or {@code sen-slow=500}.
     *
     * @throws IllegalArgumentException if a name is unknown, or a number is no natural number or not taken
     */
    public static Forecast parse(List<String> switches) {
        Map<Weather, Integer> numbers = new EnumMap<>(Weather.class);
        for (String text : switches) {
            int equals = text.indexOf('=');
            Weather weather = Weather.named(equals < 0 ? text : text.substring(0, equals));
            numbers.put(weather, equals < 0 ? weather.usual().orElse(0) : number(weather, text.substring(equals + 1)));
        }
        return new Forecast(numbers);
    }

    private static int number(Weather weather, String digits) {
        if (weather.usual().isEmpty()) {
            throw new IllegalArgumentException("weather \"%s\" takes no number".formatted(weather.label()));
        }
        if (!digits.matches("[0-9]{1,9}")) {
            throw new IllegalArgumentException("weather \"%s\" takes a number as in \"%s=%d\", not \"%s\""
                    .formatted(weather.label(), weather.label(), weather.usual().getAsInt(), digits));
        }
        return Integer.parseInt(digits);
    }

    /** Whether this weather was asked for. */
    public boolean has(Weather weather) {
        return numbers.containsKey(weather);
    }

    /** The number of a weather; 0 if it was not asked for or takes none. */
    public int number(Weather weather) {
        return numbers.getOrDefault(weather, 0);
    }

    /**
     * Refuses weather of other kinds, for a command that could not honour it.
     *
     * @throws IllegalArgumentException naming the first that is of another kind
     */
    public void requireOnly(Kind kind) {
        for (Weather weather : numbers.keySet()) {
            if (weather.kind() != kind) {
                throw new IllegalArgumentException("weather \"%s\" has no effect here".formatted(weather.label()));
            }
        }
    }
}
