package iotsafe.bootstrap;

import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.time.Duration;
import java.util.Optional;

/** Takes the steps, one after the other, and tries again what failed: soon if nobody answered, slowly if somebody said no. */
public final class Flow {
    private final Outside outside;
    private final FlowListener listener;
    private final FailsafeExecutor<Object> retries;
    private DeviceState state = new NoCard();

    /** At the beginning, with the delays of {@link Delays#USUAL}. */
    public Flow(Outside outside, FlowListener listener) {
        this(outside, listener, Delays.USUAL);
    }

    /** At the beginning, with other delays. */
    public Flow(Outside outside, FlowListener listener, Delays delays) {
        this.outside = outside;
        this.listener = listener;
        this.retries =
                Retries.executor(delays, event -> listener.failed(state, event.getLastException(), event.getDelay()));
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
                retries.run(() -> {
                    while (!(state instanceof Managed)) {
                        stepServing();
                    }
                    stepServing();
                });
            } catch (FailsafeException e) {
                if (Retries.isStop(e)) {
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
            rest(pause.get());
        }
    }

    /** Waits; what the device's other servers want meanwhile is not kept waiting. */
    private void rest(Duration pause) throws InterruptedException {
        DeviceState waiting = state;
        Duration left = pause;
        while (!left.isZero() && state.getClass().equals(waiting.getClass())) {
            left = outside.pause().untilCalled(left);
            state = state.called(outside);
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
            if (from instanceof Registering registering) {
                outside.others().serve(registering.saved(), false, outside);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw stopped(e); // who waited for a card or an enrolment says "no answer" and leaves the interrupt set
            }
            throw e;
        }
        if (state instanceof Managed managed) {
            outside.others().serve(managed.saved(), true, outside);
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
}
