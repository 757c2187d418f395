package iotsafe.credentials.modem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/** A line without a wire: a function answers each command at once, and time passes only where nothing comes. */
final class FakeLine implements SerialLine {
    /** In what a modem says: a second of silence. */
    static final String PAUSE = "\1";

    private static final long SECOND_NANOS = 1_000_000_000;
    private static final long SLICE_NANOS = 100_000_000;

    private final UnaryOperator<String> modem;
    private final Deque<Byte> coming = new ArrayDeque<>();
    private final StringBuilder command = new StringBuilder();
    private final List<String> commands = new ArrayList<>();
    private long nanos;
    private boolean gone;
    private boolean closed;

    /** A modem that answers a command, given without its carriage return, with all that follows on the line. */
    FakeLine(UnaryOperator<String> modem) {
        this.modem = modem;
    }

    long nanos() {
        return nanos;
    }

    /** The commands so far. */
    List<String> commands() {
        return commands;
    }

    boolean isClosed() {
        return closed;
    }

    /** From now on the port is not there. */
    void vanish() {
        gone = true;
    }

    /** Something that comes without having been asked for. */
    void says(String text) {
        for (byte b : text.getBytes(StandardCharsets.ISO_8859_1)) {
            coming.add(b);
        }
    }

    @Override
    public void send(byte[] bytes) throws IOException {
        requirePresent();
        for (char c : new String(bytes, StandardCharsets.US_ASCII).toCharArray()) {
            if (c == '\r') {
                commands.add(command.toString());
                says(modem.apply(command.toString()));
                command.setLength(0);
            } else {
                command.append(c);
            }
        }
    }

    @Override
    public int receive(byte[] into) throws IOException {
        requirePresent();
        if (coming.isEmpty()) {
            nanos += SLICE_NANOS;
        }
        if (!coming.isEmpty() && coming.peek() == PAUSE.charAt(0)) {
            coming.remove();
            nanos += SECOND_NANOS;
            return 0;
        }
        int count = 0;
        // in small pieces, as a slow line gives them
        while (!coming.isEmpty() && coming.peek() != PAUSE.charAt(0) && count < 7) {
            into[count++] = coming.remove();
        }
        return count;
    }

    @Override
    public void discard() throws IOException {
        requirePresent();
        coming.clear();
    }

    @Override
    public void close() {
        closed = true;
    }

    private void requirePresent() throws IOException {
        if (gone) {
            throw new IOException("the fake line went away");
        }
    }
}
