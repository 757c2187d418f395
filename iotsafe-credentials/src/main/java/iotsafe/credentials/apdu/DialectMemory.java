package iotsafe.credentials.apdu;

import java.util.function.UnaryOperator;

/** What has been learnt of one card's {@link Dialect}; outlives its sessions, so that a rebuilt one costs nothing extra. */
public final class DialectMemory {
    private volatile Dialect dialect = Dialect.UNKNOWN;

    /** Knows nothing yet. */
    public DialectMemory() {
        // the field says it
    }

    /** What is known now. */
    public Dialect dialect() {
        return dialect;
    }

    /** Takes over what an earlier run has learnt. */
    public void recall(Dialect learnt) {
        dialect = learnt;
    }

    /** Forgets all: the card was changed from afar, or is another one. */
    public void forget() {
        dialect = Dialect.UNKNOWN;
    }

    /** Keeps how this card codes the length of a signature: two bytes, or one. */
    public void learnSignatureLength(boolean wide) {
        learn(before -> before.withWideSignatureLength(wide ? Dialect.Habit.YES : Dialect.Habit.NO));
    }

    synchronized void learn(UnaryOperator<Dialect> lesson) {
        dialect = lesson.apply(dialect);
    }
}
