package iotsafe.credentials.apdu;

import java.io.IOException;
import java.util.Optional;

/**
 * A connection whose every call runs on one thread of its own and within a deadline. After a missed deadline each further call fails at
 * once and {@link #close()} does not wait.
 */
public final class OwnedConnection implements CardConnection {
    private final SingleOwner owner;
    private final CardConnection held;
    private final Deadlines deadlines;
    private final String remedy;

    OwnedConnection(SingleOwner owner, CardConnection held, Deadlines deadlines, String remedy) {
        this.owner = owner;
        this.held = held;
        this.deadlines = deadlines;
        this.remedy = remedy;
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
        try {
            return owner.call(deadlines.of(command[1] & 0xFF), () -> whole(held.exchange(command)));
        } catch (GivenUpException e) {
            throw e.at(name(), remedy);
        }
    }

    @Override
    public void close() {
        owner.end(held, deadlines.ofReader());
    }

    private byte[] whole(byte[] answer) throws IOException {
        if (answer.length < 2) {
            throw new IOException(
                    "%s: an answer of %d bytes, without a status word: %s".formatted(name(), answer.length, remedy));
        }
        return answer;
    }
}
