package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.SingleOwner;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The one thread that is in the library, with a deadline for each call: a library may hang for good, with the token or the network behind it. */
final class TokenThread {
    private static final Duration TO_CLOSE = Duration.ofSeconds(2);

    private SingleOwner owner = new SingleOwner();

    /**
     * Does one thing on the thread. After a missed deadline that thread is left to itself, and the next call has a fresh one.
     *
     * @param what names it in the error
     * @throws CardException as the work does; {@code Unreachable} if it takes too long
     */
    <T> T call(String what, Duration deadline, Work<T> work) throws CardException {
        if (owner.isDead()) {
            owner = new SingleOwner();
        }
        Outcome<T> outcome;
        try {
            outcome = owner.call(deadline, () -> Outcome.of(work));
        } catch (IOException e) {
            throw new CardException.Unreachable(what, e);
        }
        return outcome.orThrow();
    }

    /** Closes a session; behind a call that hangs, when that ends, and without waiting for it. */
    void close(TokenSession session) {
        if (owner.isDead()) {
            owner.end(session::close, TO_CLOSE);
            return;
        }
        try {
            owner.call(TO_CLOSE, () -> {
                session.close();
                return true;
            });
        } catch (IOException e) {
            owner.end(() -> {}, TO_CLOSE);
        }
    }

    /** Ends the thread, if it does not hang. */
    void end() {
        owner.end(() -> {}, TO_CLOSE);
    }

    /** What is done on the thread. */
    @FunctionalInterface
    interface Work<T> {
        T done() throws CardException;
    }

    /** A result, or why there is none; one of the two is null. */
    private record Outcome<T>(@Nullable T result, @Nullable CardException failure) {
        static <T> Outcome<T> of(Work<T> work) {
            try {
                return new Outcome<>(work.done(), null);
            } catch (CardException e) {
                return new Outcome<>(null, e);
            }
        }

        T orThrow() throws CardException {
            if (failure != null) {
                throw failure;
            }
            if (result == null) {
                throw new IllegalStateException("neither a result nor a failure");
            }
            return result;
        }
    }
}
