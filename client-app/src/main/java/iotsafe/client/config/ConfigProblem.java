package iotsafe.client.config;

import java.util.Optional;

/**
 * One mistake in the configuration.
 *
 * @param place {@code file:line:column}, both counted from 1; the file alone if it could not be read; or the name of an
 *     environment variable
 * @param message what is wrong, one sentence without a full stop
 * @param excerpt two lines: the source line under its number, and a caret under each wrong character; empty if there is none
 * @param hint what to write or do instead, where that is known
 */
public record ConfigProblem(String place, String message, Optional<String> excerpt, Optional<String> hint) {
    /** The block a person reads; its lines are parted by a line feed, without one at the end. */
    @Override
    public String toString() {
        return place
                + ": error: "
                + message
                + excerpt.map(lines -> "\n" + lines).orElse("")
                + hint.map(text -> "\nhint: " + text).orElse("");
    }
}
