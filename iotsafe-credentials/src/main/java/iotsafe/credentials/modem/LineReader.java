package iotsafe.credentials.modem;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Optional;

/** Cuts what a modem sends into lines: CR, LF or both end one, empty ones do not count. */
final class LineReader {
    /** The longest answer has 516 digits; a modem that repeats the one before it in front, twice as many. */
    private static final int LONGEST_LINE = 2048;

    private static final int BLOCK = 1024;

    private final String place;
    private final SerialLine line;
    private final byte[] block = new byte[BLOCK];
    private int next;
    private int end;
    private final StringBuilder begun = new StringBuilder();

    LineReader(String place, SerialLine line) {
        this.place = place;
        this.line = line;
    }

    /** Forgets what has come so far, here and in the port. */
    void discard() throws IOException {
        next = end;
        begun.setLength(0);
        line.discard();
    }

    /**
     * The next line, without white space around it.
     *
     * @return empty if it is not complete when the time is over
     * @throws IOException if the port is gone, a line has no end, or the thread was interrupted
     */
    Optional<String> next(Deadline deadline) throws IOException {
        while (true) {
            while (next < end) {
                char c = (char) (block[next++] & 0xFF);
                if (c != '\r' && c != '\n') {
                    append(c);
                } else if (!begun.toString().isBlank()) {
                    return Optional.of(taken());
                }
            }
            if (deadline.isOver()) {
                return Optional.empty();
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedIOException(place + ": interrupted while waiting for an answer");
            }
            next = 0;
            end = line.receive(block);
        }
    }

    private void append(char c) throws IOException {
        if (begun.length() == LONGEST_LINE) {
            throw new IOException("%s sends a line of more than %d characters: see whether this is its AT port"
                    .formatted(place, LONGEST_LINE));
        }
        begun.append(c);
    }

    private String taken() {
        String text = begun.toString().strip();
        begun.setLength(0);
        return text;
    }
}
