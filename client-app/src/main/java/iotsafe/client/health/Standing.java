package iotsafe.client.health;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.NoCard;
import iotsafe.bootstrap.Registering;
import iotsafe.bootstrap.Renewing;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.Switching;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where the flow is, for other threads to look at. */
final class Standing implements FlowListener {
    private final Clock clock;
    private DeviceState state = new NoCard();
    private boolean registered;
    private @Nullable Instant lastRegistered;
    private @Nullable SavedState saved;
    private @Nullable Trouble trouble;

    /**
     * The last failure.
     *
     * @param at when
     * @param kind where it came from
     * @param sentence what it says
     */
    record Trouble(Instant at, FailureKind kind, String sentence) {}

    /**
     * All of it at one moment.
     *
     * @param state the name of the state whose step is being done
     * @param sentence what that means
     * @param registered whether a registration is in force
     * @param lastRegistered when there was one
     * @param saved what the device is, or would be, registered with
     * @param trouble the last failure, however long ago
     */
    record Look(
            String state,
            String sentence,
            boolean registered,
            Optional<Instant> lastRegistered,
            Optional<SavedState> saved,
            Optional<Trouble> trouble) {}

    Standing(Clock clock) {
        this.clock = clock;
    }

    synchronized Look look() {
        if (registered) {
            lastRegistered = clock.instant();
        }
        return new Look(
                state.getClass().getSimpleName(),
                state.sentence(),
                registered,
                Optional.ofNullable(lastRegistered),
                Optional.ofNullable(saved),
                Optional.ofNullable(trouble));
    }

    @Override
    public synchronized void reached(DeviceState reached, Duration took, long exchanges) {
        is(reached);
    }

    @Override
    public synchronized void failed(DeviceState next, Throwable failure, Duration pause) {
        failed(failure);
        is(next);
    }

    /** Something failed outside of a step. */
    synchronized void failed(Throwable failure) {
        trouble = new Trouble(clock.instant(), FailureKind.of(failure), String.valueOf(failure.getMessage()));
    }

    /** The agent begins anew. */
    synchronized void begins() {
        is(new NoCard());
    }

    private void is(DeviceState next) {
        boolean before = registered;
        registered = next instanceof Managed || next instanceof Renewing || next instanceof Switching;
        if (before || registered) {
            lastRegistered = clock.instant();
        }
        if (next instanceof Managed managed) {
            saved = managed.saved();
        } else if (next instanceof Registering registering) {
            saved = registering.saved();
        }
        state = next;
    }
}
