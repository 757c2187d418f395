package iotsafe.credentials.modem;

import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commands and answers, one after the other (ITU-T V.250, 3GPP TS 27.007). Between a command and its final result a modem may echo the
 * command and report whatever happens in the network: every line is passed over that is neither the answer nor a final result.
 */
final class AtDialogue implements Closeable {
    /** Each line at TRACE, its digits only counted; fixed, so that a user can switch it on without knowing our classes. */
    static final String LOGGER = "iotsafe.at";

    private static final Pattern LONG_DIGITS = Pattern.compile("[0-9A-Fa-f]{5,}");
    private static final Logger LOG = LoggerFactory.getLogger(LOGGER);
    /** A modem that was busy, or had half a command in its buffer, answers the second or third time. */
    private static final int GREETINGS = 3;

    private static final Duration GREETING_TIME = Duration.ofSeconds(1);
    /** How long answer and final result may lie apart, in either order. */
    private static final Duration STRAGGLER_TIME = Duration.ofSeconds(1);

    private final String place;
    private final SerialLine line;
    private final LineReader reader;
    private final LongSupplier clock;
    private boolean finalResultOwed;
    private boolean broken;

    /**
     * Speaks on a line.
     *
     * @param place how messages call the modem
     * @param clock nanoseconds, as {@link System#nanoTime()} gives them
     */
    AtDialogue(String place, SerialLine line, LongSupplier clock) {
        this.place = place;
        this.line = line;
        this.reader = new LineReader(place, line);
        this.clock = clock;
    }

    /** How messages call the modem. */
    String place() {
        return place;
    }

    /** A deadline by this dialogue's clock. */
    Deadline in(Duration time) {
        return Deadline.in(time, clock);
    }

    /** Whether an answer failed to come, so that no later one could be told from it. */
    boolean isBroken() {
        return broken;
    }

    /**
     * Switches echo off and numbers of errors on. A modem that refuses either is used as it is.
     *
     * @throws IOException if nothing answers; the message is a sentence that says what to do
     */
    void greet() throws IOException {
        for (int greeting = 1; ; greeting++) {
            try {
                ask("ATE0", AnswerLine.NONE, in(GREETING_TIME));
                break;
            } catch (Silence e) {
                if (greeting == GREETINGS) {
                    throw new IOException(
                            "%s does not answer: see whether it is switched on, this is its AT port and the baud rate is right"
                                    .formatted(place),
                            e);
                }
            }
        }
        broken = false;
        ask("AT+CMEE=1", AnswerLine.NONE, in(GREETING_TIME));
    }

    /**
     * Sends a command and waits for all of its answer.
     *
     * @param command without its carriage return
     * @param wanted the line that carries the answer
     * @throws IOException if there is none within the deadline; the message is a sentence without any of the command
     */
    AtAnswer ask(String command, AnswerLine wanted, Deadline deadline) throws IOException {
        boolean done = false;
        try {
            reader.discard();
            LOG.trace("> {}", shown(command));
            line.send((command + "\r").getBytes(StandardCharsets.US_ASCII));
            AtAnswer answer = answer(wanted, deadline);
            done = true;
            return answer;
        } finally {
            broken |= !done;
        }
    }

    private AtAnswer answer(AnswerLine wanted, Deadline deadline) throws IOException {
        @Nullable String content = null;
        @Nullable FinalResult ok = null;
        Deadline until = deadline;
        while (ok == null || (content == null && wanted.isExpected())) {
            Optional<String> next = reader.next(until);
            if (next.isEmpty()) {
                return incomplete(content, ok);
            }
            LOG.trace("< {}", shown(next.get()));
            Optional<FinalResult> result = FinalResult.of(next.get());
            if (result.isPresent() && !result.get().isOk()) {
                return new AtAnswer(Optional.empty(), result.get());
            }
            if (result.isPresent() && finalResultOwed && content == null) {
                finalResultOwed = false;
            } else if (result.isPresent()) {
                ok = result.get();
                until = deadline.orIn(STRAGGLER_TIME);
            }
            Optional<String> found = wanted.in(next.get());
            if (found.isPresent()) {
                content = found.get();
                until = deadline.orIn(STRAGGLER_TIME);
            }
        }
        return new AtAnswer(Optional.ofNullable(content), ok);
    }

    /** An answer without OK is an answer; the OK may still come, after the next command. */
    private AtAnswer incomplete(@Nullable String content, @Nullable FinalResult ok) throws IOException {
        if (content != null) {
            finalResultOwed = true;
            return new AtAnswer(Optional.of(content), new FinalResult(true, "OK"));
        }
        if (ok != null) {
            throw new IOException(
                    "%s says OK but gives no answer of the card: restart it if it stays so".formatted(place));
        }
        throw new Silence(
                "%s is silent: see whether it is switched on and nobody else uses this port".formatted(place));
    }

    /** A line for the log: whatever can be a secret, an identity or an answer of the card is only counted. */
    static String shown(String text) {
        return LONG_DIGITS
                .matcher(text)
                .replaceAll(digits -> "[%d digits]".formatted(digits.group().length()));
    }

    @Override
    public void close() {
        line.close();
    }

    /** Not one line that counts came in time. */
    private static final class Silence extends IOException {
        private static final long serialVersionUID = 1L;

        Silence(String message) {
            super(message);
        }
    }
}
