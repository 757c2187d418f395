package iotsafe.bootstrap;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionScheduledEvent;
import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Takes the steps, one after the other, and tries again what failed: soon if nobody answered, slowly if somebody said no. */
public final class Flow {
    private final Outside outside;
    private final FlowListener listener;
    private final RetryPolicy<Object> soon;
    private final RetryPolicy<Object> slowly;
    private final RetryPolicy<Object> asAsked;
    private DeviceState state = new NoCard();

    /** At the beginning, with the delays of {@link Delays#USUAL}. */
    public Flow(Outside outside, FlowListener listener) {
        this(outside, listener, Delays.USUAL);
    }

    /** At the beginning, with other delays. */
    public Flow(Outside outside, FlowListener listener, Delays delays) {
        this.outside = outside;
        this.listener = listener;
        this.soon = delays.unreachable()
                .endlessly()
                .handleIf(
                        failure -> nobodyAnswered(failure) && askedFor(failure).isEmpty())
                .onRetryScheduled(this::tell)
                .build();
        this.asAsked = RetryPolicy.builder()
                .withMaxRetries(-1)
                .handleIf(failure -> askedFor(failure).isPresent())
                .withDelayFn(context -> askedFor(context.getLastException()).orElse(Duration.ZERO))
                .onRetryScheduled(this::tell)
                .build();
        this.slowly = delays.refused()
                .endlessly()
                .handleIf(failure -> failure instanceof Exception && !nobodyAnswered(failure) && !isStop(failure))
                .onRetryScheduled(this::tell)
                .build();
    }

    /**
     * Goes on until the device is registered, without a second try of anything.
     *
     * @throws FlowException if a step failed
     */
    public Managed onceUntilManaged() throws FlowException, InterruptedException {
        try {
            return untilManaged();
        } catch (CardException | EstException | ServerException | StateException e) {
            throw new FlowException(e);
        }
    }

    /**
     * Goes on until the device is registered, then renews its certificate whether that is due or not, and is registered again: under the new
     * certificate, or the one it had if the server put the renewal off. A certificate that has just been enrolled, and the factory's, stay.
     *
     * @throws FlowException if a step failed
     */
    public Managed onceRenewed() throws FlowException, InterruptedException {
        try {
            boolean isNew = outside.store().load().managed().isEmpty();
            Managed managed = untilManaged();
            if (isNew || !managed.isEnrolled(outside)) {
                return managed;
            }
            state = new RenewalDue(managed);
            return untilManaged();
        } catch (CardException | EstException | ServerException | StateException e) {
            throw new FlowException(e);
        }
    }

    /** Goes on until interrupted; a failure never ends it. */
    public void run() throws InterruptedException {
        while (true) {
            try {
                Failsafe.with(slowly, soon, asAsked).run(() -> {
                    while (!(state instanceof Managed)) {
                        stepServing();
                    }
                    stepServing();
                });
            } catch (FailsafeException e) {
                if (isStop(e)) {
                    throw stopped(e);
                }
                throw e;
            }
        }
    }

    /**
     * What fails while the device is registered under another certificate, or can be so again at once, waits for nothing; and a registration
     * for as long as its account says.
     */
    private void stepServing()
            throws CardException, EstException, ServerException, StateException, InterruptedException {
        boolean served = state instanceof Renewing || state instanceof Switching;
        try {
            step();
        } catch (CardException | EstException | ServerException | StateException | RuntimeException e) {
            Optional<Duration> pause = served ? Optional.of(Duration.ZERO) : state.pause();
            if (pause.isEmpty()) {
                throw e;
            }
            listener.failed(state, e, pause.get());
            if (!pause.get().isZero()) {
                outside.pause().atLeast(pause.get());
            }
        }
    }

    private Managed untilManaged()
            throws CardException, EstException, ServerException, StateException, InterruptedException {
        while (true) {
            if (state instanceof Managed managed) {
                return managed;
            }
            step();
        }
    }

    private void step() throws CardException, EstException, ServerException, StateException, InterruptedException {
        DeviceState from = state;
        long begin = System.nanoTime();
        long before = outside.card().exchanges();
        try {
            state = from.next(outside);
        } catch (CardException
                | EstException
                | ServerException
                | StateException
                | InterruptedException
                | RuntimeException e) {
            state = from.afterFailure(e, outside);
            if (Thread.currentThread().isInterrupted()) {
                throw stopped(e); // who waited for a card or an enrolment says "no answer" and leaves the interrupt set
            }
            throw e;
        }
        listener.reached(
                state,
                Duration.ofNanos(System.nanoTime() - begin),
                outside.card().exchanges() - before);
    }

    /** As the JDK's own methods do, leaves the thread uninterrupted: the card still has to be closed on it, which takes a wait. */
    private InterruptedException stopped(Exception at) {
        Thread.interrupted();
        InterruptedException stop =
                new InterruptedException("stopped in state " + state.getClass().getSimpleName());
        stop.initCause(at);
        return stop;
    }

    /** Failsafe wraps what interrupts its delays. */
    private static boolean isStop(Throwable failure) {
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

    private void tell(ExecutionScheduledEvent<Object> event) {
        listener.failed(state, event.getLastException(), event.getDelay());
    }
}
