package iotsafe.credentials.apdu;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A reader whose every call runs on a thread of its own and within a deadline. A reader library may block for good, and nothing ends that
 * from outside; so while one call hangs no other is begun: each further try is refused at once, and one thread is lost, not one a try. When
 * the call comes back, because the card was pulled out or the reader service restarted, the next try goes through. Used by one thread.
 */
public final class OwnedReader {
    private final CardReader reader;
    private final Deadlines deadlines;
    /** Those whose threads have not ended: of the connection in use, and of what hangs. */
    private final List<SingleOwner> owners = new ArrayList<>();

    /** Opens nothing yet. */
    public OwnedReader(CardReader reader, Deadlines deadlines) {
        this.reader = reader;
        this.deadlines = deadlines;
    }

    /**
     * The readers to try, each to be given to {@link #open}.
     *
     * @throws IOException as the reader does, or if it is silent; the message is a sentence that says where and what to do
     */
    public List<CardReader> candidates() throws IOException {
        SingleOwner owner = fresh();
        try {
            return owner.call(deadlines.ofReader(), reader::candidates);
        } catch (GivenUpException e) {
            throw e.at(reader.place(), reader.remedy());
        } finally {
            owner.end(() -> {}, deadlines.ofReader());
        }
    }

    /**
     * Reaches the card in one of the {@link #candidates}.
     *
     * @throws IOException as the candidate does, or if it is silent; the message is a sentence that says where and what to do
     */
    public OwnedConnection open(CardReader candidate) throws IOException {
        SingleOwner owner = fresh();
        try {
            CardConnection opened = owner.call(deadlines.ofReader(), () -> openFor(owner, candidate));
            return new OwnedConnection(owner, opened, deadlines, reader.remedy());
        } catch (IOException e) {
            owner.end(() -> {}, deadlines.ofReader());
            throw e instanceof GivenUpException silence ? silence.at(candidate.place(), reader.remedy()) : e;
        }
    }

    private SingleOwner fresh() throws IOException {
        owners.removeIf(SingleOwner::isGone);
        if (owners.stream().anyMatch(SingleOwner::isDead)) {
            throw new IOException(
                    "%s does not answer, a call to it still hangs: %s".formatted(reader.place(), reader.remedy()));
        }
        SingleOwner owner = new SingleOwner();
        owners.add(owner);
        return owner;
    }

    /** A connection that comes when nobody waits any more is closed at once. */
    private static CardConnection openFor(SingleOwner owner, CardReader candidate) throws IOException {
        CardConnection opened = candidate.open();
        if (owner.isDead()) {
            opened.close();
        }
        return opened;
    }
}
