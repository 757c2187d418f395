package iotsafe.credentials.apdu;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A connection whose every call runs on one thread of its own and within a deadline: 5 s, 30 s for cryptography, 60 s for a key pair
 * ({@link Instruction#deadline()}). After a missed deadline each further call fails at once and {@link #close()} does not wait.
 */
public final class OwnedConnection implements CardConnection {
    private static final Duration ORDINARY = Duration.ofSeconds(5);

    private final SingleOwner owner;
    private final CardConnection held;

    private OwnedConnection(SingleOwner owner, CardConnection held) {
        this.owner = owner;
        this.held = held;
    }

    /**
     * Opens {@code reader} within 5 s.
     *
     * @throws IOException as the reader does, or if the time is over
     */
    public static OwnedConnection open(CardReader reader) throws IOException {
        SingleOwner owner = new SingleOwner();
        try {
            CardConnection opened = owner.call(ORDINARY, () -> openFor(owner, reader));
            return new OwnedConnection(owner, opened);
        } catch (IOException e) {
            owner.end(() -> {}, ORDINARY);
            throw e;
        }
    }

    /**
     * The readers to try, within 5 s.
     *
     * @throws IOException as the reader does, or if the time is over
     */
    public static List<CardReader> candidates(CardReader reader) throws IOException {
        SingleOwner owner = new SingleOwner();
        try {
            return owner.call(ORDINARY, reader::candidates);
        } finally {
            owner.end(() -> {}, ORDINARY);
        }
    }

    /** A connection that comes when nobody waits any more is closed at once. */
    private static CardConnection openFor(SingleOwner owner, CardReader reader) throws IOException {
        CardConnection opened = reader.open();
        if (owner.isDead()) {
            opened.close();
        }
        return opened;
    }

    @Override
    public String name() {
        return held.name();
    }

    @Override
    public Optional<Bytes> atr() {
        return held.atr();
    }

    @Override
    public Optional<String> protocol() {
        return held.protocol();
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        return owner.call(Instruction.deadlineOf(command[1] & 0xFF), () -> whole(held.exchange(command)));
    }

    @Override
    public void close() {
        owner.end(held, ORDINARY);
    }

    private static byte[] whole(byte[] answer) throws IOException {
        if (answer.length < 2) {
            throw new IOException("an answer of %d bytes, without a status word".formatted(answer.length));
        }
        return answer;
    }
}
