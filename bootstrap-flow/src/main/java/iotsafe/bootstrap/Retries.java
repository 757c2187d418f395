package iotsafe.bootstrap;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.EventListener;
import dev.failsafe.event.ExecutionScheduledEvent;
import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tries again what failed, for ever: soon if nobody answered, slowly if somebody said no, and after as long as a server has asked for. */
final class Retries {
    private Retries() {}

    /** With these delays; {@code scheduled} is told before each. */
    static FailsafeExecutor<Object> executor(Delays delays, EventListener<ExecutionScheduledEvent<Object>> scheduled) {
        RetryPolicy<Object> soon = delays.unreachable()
                .endlessly()
                .handleIf(
                        failure -> nobodyAnswered(failure) && askedFor(failure).isEmpty())
                .onRetryScheduled(scheduled)
                .build();
        RetryPolicy<Object> asAsked = RetryPolicy.builder()
                .withMaxRetries(-1)
                .handleIf(failure -> askedFor(failure).isPresent())
                .withDelayFn(context -> askedFor(context.getLastException()).orElse(Duration.ZERO))
                .onRetryScheduled(scheduled)
                .build();
        RetryPolicy<Object> slowly = delays.refused()
                .endlessly()
                .handleIf(failure -> failure instanceof Exception && !nobodyAnswered(failure) && !isStop(failure))
                .onRetryScheduled(scheduled)
                .build();
        return Failsafe.with(slowly, soon, asAsked);
    }

    /** Failsafe wraps what interrupts its delays. */
    static boolean isStop(Throwable failure) {
        return failure instanceof InterruptedException || failure.getCause() instanceof InterruptedException;
    }

    private static boolean nobodyAnswered(Throwable failure) {
        return failure instanceof CardException.Unreachable
                || failure instanceof EstException.Unreachable
                || failure instanceof ServerException.Unreachable;
    }

    /** A server that says how long it is busy is left alone for as long (RFC 9148 4.7). */
    private static Optional<Duration> askedFor(@Nullable Throwable failure) {
        return failure instanceof EstException.Unreachable busy ? busy.retryAfter() : Optional.empty();
    }
}
