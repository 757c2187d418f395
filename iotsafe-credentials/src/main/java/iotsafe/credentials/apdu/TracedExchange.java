package iotsafe.credentials.apdu;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One command and its answer, as anyone may see them: what can be secret was masked when this was made.
 *
 * @param title what was asked: {@code GET DATA, object list, channel 1}
 * @param command in hexadecimal; a body that can be secret is counted instead: {@code 8184000020}, {@code 81480100 [86 bytes not shown]}
 * @param commandFields the body's fields, a line each, nested ones indented; empty if it has none
 * @param answer as {@code command}; empty if none came
 * @param answerFields as {@code commandFields}
 * @param status how the answer ends; empty if none came
 * @param took from the first byte sent to the last received
 */
public record TracedExchange(
        String title,
        String command,
        List<String> commandFields,
        String answer,
        List<String> answerFields,
        Optional<StatusWord> status,
        Duration took) {
    /** The fields become unmodifiable. */
    public TracedExchange {
        commandFields = List.copyOf(commandFields);
        answerFields = List.copyOf(answerFields);
    }
}
