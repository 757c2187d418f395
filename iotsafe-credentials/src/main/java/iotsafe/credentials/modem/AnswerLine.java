package iotsafe.credentials.modem;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The line that carries the answer of one command, told from echo and from what the modem says unasked. Its name stands in front,
 * with or without a space after the colon; some modems leave it out for AT+CCHO and AT+CGLA.
 */
enum AnswerLine {
    /** The command has no answer but its final result. */
    NONE(null, null),
    /** AT+CSIM. */
    CSIM("+CSIM:", null),
    /** AT+CGLA; without its name it is still a length and digits. */
    CGLA("+CGLA:", Pattern.compile("[0-9]{1,4}\\s*,\\s*\"?[0-9A-Fa-f]*\"?")),
    /** AT+CCHO; without its name it is still a number. */
    CCHO("+CCHO:", Pattern.compile("\"?[0-9A-Fa-f]{1,32}\"?"));

    private final @Nullable String name;
    private final @Nullable Pattern nameless;

    AnswerLine(@Nullable String name, @Nullable Pattern nameless) {
        this.name = name;
        this.nameless = nameless;
    }

    /** Whether there is such a line at all. */
    boolean isExpected() {
        return name != null;
    }

    /**
     * What the line carries.
     *
     * @return empty if it is not this command's answer
     */
    Optional<String> in(String line) {
        if (name == null) {
            return Optional.empty();
        }
        // the last one: Sequans GMS01Q repeats the answer before in front of it. An echo has "=" where this has ":"
        int at = line.lastIndexOf(name);
        if (at >= 0) {
            return Optional.of(line.substring(at + name.length()).strip());
        }
        return nameless != null && nameless.matcher(line).matches() ? Optional.of(line) : Optional.empty();
    }
}
