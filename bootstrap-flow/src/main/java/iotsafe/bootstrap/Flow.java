package iotsafe.bootstrap;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionScheduledEvent;
import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.time.Duration;

/** Takes the steps, one after the other, and tries again what failed: soon if nobody answered, slowly if somebody said no. */
public final class Flow {
    private final Outside outside;
    private final FlowListener listener;
    private final RetryPolicy<Object> soon;
    private final RetryPolicy<Object> slowly;
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
                .handleIf(Flow::nobodyAnswered)
                .onRetryScheduled(this::tell)
                .build();
        this.slowly = delays.refused()
                .endlessly()
                .handleIf(failure -> !nobodyAnswered(failure) && !isStop(failure))
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

    /** Goes on until interrupted; a failure never ends it. */
    public void run() throws InterruptedException {
        while (true) {
            try {
                Failsafe.with(slowly, soon).run(() -> {
                    untilManaged();
                    step();
                });
            } catch (FailsafeException e) {
                if (isStop(e)) {
                    throw stopped(e);
                }
                throw e;
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
            state = from.afterFailure(e);
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

    private void tell(ExecutionScheduledEvent<Object> event) {
        listener.failed(state, event.getLastException(), event.getDelay());
    }
}
