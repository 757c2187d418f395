package iotsafe.testbed.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.TreeMap;

/**
 * The one line a server prints when it answers: {@code ready {"bootstrap":"coaps://127.0.0.1:PORT",…}}.
 *
 * @param addresses of {@code bootstrap}, {@code management} and {@code web}, those it has
 */
public record Ready(Map<String, String> addresses) {
    private static final String WORD = "ready ";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Keeps its own copy. */
    public Ready {
        addresses = Map.copyOf(addresses);
    }

    /** The line, without its end. */
    public String line() {
        try {
            return WORD + JSON.writeValueAsString(new TreeMap<>(addresses));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings always make JSON", e);
        }
    }

    /**
     * Reads such a line.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Ready parse(String line) {
        if (!line.startsWith(WORD)) {
            throw new IllegalArgumentException("not a ready line: " + line);
        }
        try {
            return new Ready(
                    JSON.readValue(line.substring(WORD.length()), new TypeReference<Map<String, String>>() {}));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a ready line: " + line, e);
        }
    }
}
