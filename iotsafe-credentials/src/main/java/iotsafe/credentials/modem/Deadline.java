package iotsafe.credentials.modem;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * A moment by which something must have happened.
 *
 * @param clock nanoseconds, as {@link System#nanoTime()} gives them
 */
record Deadline(LongSupplier clock, long nanos) {
    static Deadline in(Duration time, LongSupplier clock) {
        return new Deadline(clock, clock.getAsLong() + time.toNanos());
    }

    boolean isOver() {
        return clock.getAsLong() - nanos >= 0;
    }

    /** This one, or {@code time} from now if that comes first. */
    Deadline orIn(Duration time) {
        Deadline other = in(time, clock);
        return other.nanos - nanos < 0 ? other : this;
    }
}
