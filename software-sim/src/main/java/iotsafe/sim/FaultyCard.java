package iotsafe.sim;

import iotsafe.sim.Fault.Effect;
import iotsafe.sim.Fault.Moment;
import iotsafe.sim.crypto.SimRandom;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A card that can be pulled out, put back, slowed down and spoilt, on command: a layer on a card that knows nothing of it.
 * Safe for use by several threads; {@link #remove} ends a command that another thread is waiting for.
 */
public final class FaultyCard implements Card {
    private final Card card;
    private final ReentrantLock oneCommand = new ReentrantLock();
    private final ReentrantLock state = new ReentrantLock();
    private final Condition changed = state.newCondition();
    private final List<Planned> planned = new ArrayList<>();
    private Duration delay = Duration.ZERO;
    private boolean inserted = true;
    private long exchanges;
    private long removals;

    private record Planned(Fault fault, long after) {}

    /** A card that is inserted and has no fault yet. */
    public FaultyCard(Card card) {
        this.card = card;
    }

    /** Pulls the card out; commands fail until it is inserted again. Without effect if it is out. */
    public void remove() {
        locked(() -> {
            inserted = false;
            removals++;
        });
    }

    /** Puts the card in, which resets it. Without effect if it is in. */
    public void insert() {
        oneCommand.lock(); // a command of before the removal ends first
        try {
            if (!isInserted()) {
                card.reset();
                locked(() -> inserted = true);
            }
        } finally {
            oneCommand.unlock();
        }
    }

    /** Whether the card is in. */
    public boolean isInserted() {
        state.lock();
        try {
            return inserted;
        } finally {
            state.unlock();
        }
    }

    /** Makes every answer from now on take at least this long; zero ends it. */
    public void delayAnswers(Duration perAnswer) {
        locked(() -> delay = perAnswer);
    }

    /** Plans a fault; it happens once. */
    public void plan(Fault fault) {
        locked(() -> planned.add(new Planned(fault, exchanges)));
    }

    /** Drops all planned faults. */
    public void cancelFaults() {
        locked(planned::clear);
    }

    /** How many commands were given to it so far, those that failed included. */
    public long exchanges() {
        state.lock();
        try {
            return exchanges;
        } finally {
            state.unlock();
        }
    }

    /**
     * {@inheritDoc}
     *
     * @throws CardGoneException if the card is out, is pulled meanwhile, or loses power
     */
    @Override
    public byte[] process(byte[] command) throws CardGoneException {
        oneCommand.lock();
        try {
            long removalsBefore = requireInserted();
            Optional<Fault> fault = due(command);
            if (fault.isPresent() && fault.get().moment() == Moment.BEFORE) {
                return spoil(fault.get().effect());
            }
            byte[] answer = card.process(command);
            waitOrFail(removalsBefore);
            return fault.isPresent() ? spoil(fault.get().effect()) : answer;
        } catch (CardGoneException e) {
            throw e;
        } catch (IOException e) {
            throw new CardGoneException(String.valueOf(e.getMessage()), false);
        } finally {
            oneCommand.unlock();
        }
    }

    @Override
    public byte[] atr() {
        return card.atr();
    }

    @Override
    public void reset() {
        card.reset();
    }

    private long requireInserted() throws CardGoneException {
        state.lock();
        try {
            exchanges++;
            if (!inserted) {
                throw new CardGoneException("the software SIM is not inserted", false);
            }
            return removals;
        } finally {
            state.unlock();
        }
    }

    private Optional<Fault> due(byte[] command) {
        state.lock();
        try {
            for (Iterator<Planned> each = planned.iterator(); each.hasNext(); ) {
                Planned next = each.next();
                if (next.fault().isDueAt(command, exchanges - next.after())) {
                    each.remove();
                    return Optional.of(next.fault());
                }
            }
            return Optional.empty();
        } finally {
            state.unlock();
        }
    }

    private byte[] spoil(Effect effect) throws CardGoneException {
        switch (effect) {
            case PULL -> {
                remove();
                throw new CardGoneException("the software SIM was pulled out", false);
            }
            case POWER_CUT -> {
                card.reset();
                throw new CardGoneException("the software SIM lost power for a moment", true);
            }
            case GARBAGE -> {
                byte[] garbage = SimRandom.bytes(17);
                garbage[15] = 0x12; // no status word of any standard begins so
                return garbage;
            }
        }
        throw new IllegalStateException("an effect without a branch: " + effect);
    }

    /** Waits as long as told; fails if the card was pulled since, even if it is back. */
    private void waitOrFail(long removalsBefore) throws CardGoneException {
        state.lock();
        try {
            long left = delay.toNanos();
            while (left > 0 && removals == removalsBefore) {
                left = changed.awaitNanos(left);
            }
            if (removals != removalsBefore) {
                throw new CardGoneException("the software SIM was pulled out", false);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CardGoneException("interrupted while the software SIM was at work", true);
        } finally {
            state.unlock();
        }
    }

    private void locked(Runnable change) {
        state.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            state.unlock();
        }
    }
}
