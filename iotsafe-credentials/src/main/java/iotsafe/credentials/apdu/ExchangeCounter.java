package iotsafe.credentials.apdu;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the commands that go down the line, answered or not: the unit of cost, for a card is slow. */
public final class ExchangeCounter implements ApduTransport {
    private final ApduTransport lower;
    private final AtomicLong count;

    /**
     * A layer directly above the line.
     *
     * @param count grows by one with each command; shared by the sessions of one card
     */
    public ExchangeCounter(ApduTransport lower, AtomicLong count) {
        this.lower = lower;
        this.count = count;
    }

    @Override
    public byte[] exchange(byte[] command) throws IOException {
        count.incrementAndGet();
        return lower.exchange(command);
    }
}
