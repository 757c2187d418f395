package iotsafe.credentials.pkcs11;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.SingleOwner;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The one thread that is in the library, with a deadline for each call: a library may hang for good, with the token or the network behind it,
 * and nothing ends that from outside. While a call hangs no other is begun: each further try is refused at once, and one thread is lost, not
 * one a try. When the call comes back, the next try has a fresh thread. Used by one thread.
 */
final class TokenThread {
    private static final Duration TO_CLOSE = Duration.ofSeconds(2);
    private static final String REMEDY =
            "take the token out and put it back, or restart the service behind the library; if that does not help, restart the agent";

    private final String place;
    private SingleOwner owner = new SingleOwner();

    /**
     * Starts nothing yet.
     *
     * @param place what is silent, for messages
     */
    TokenThread(String place) {
        this.place = place;
    }

    /**
     * Does one thing on the thread.
     *
     * @param what names it in the error
     * @throws CardException as the work does; {@code Unreachable} if it takes too long, or an earlier call still hangs
     */
    <T> T call(String what, Duration deadline, Work<T> work) throws CardException {
        return callOn(ready(what), what, deadline, work);
    }

    /** As {@link #call}; a session that comes when nobody waits any more is closed at once. */
    TokenSession open(String what, Duration deadline, Work<TokenSession> work) throws CardException {
        SingleOwner current = ready(what);
        try {
            return callOn(current, what, deadline, () -> {
                TokenSession opened = work.done();
                if (current.isDead()) {
                    opened.close();
                }
                return opened;
            });
        } finally {
            if (current.isDead()) {
                current.end(() -> {}, TO_CLOSE);
            }
        }
    }

    private SingleOwner ready(String what) throws CardException.Unreachable {
        if (owner.isDead()) {
            if (!owner.isGone()) {
                throw new CardException.Unreachable(
                        what, new IOException("%s: a call to it still hangs: %s".formatted(place, REMEDY)));
            }
            owner = new SingleOwner();
        }
        return owner;
    }

    private <T> T callOn(SingleOwner current, String what, Duration deadline, Work<T> work) throws CardException {
        Outcome<T> outcome;
        try {
            outcome = current.call(deadline, place, REMEDY, () -> Outcome.of(work));
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
