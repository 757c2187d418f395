package iotsafe.bootstrap.lwm2m.data;

import java.time.Duration;
import java.time.Instant;

/** One thread and its clock: all that is observed or sent is decided here, one piece of work after the other. */
public interface Agenda extends AutoCloseable {
    /** The time of day, for the stamps of what is stored. */
    Instant time();

    /** Nanoseconds that no setting of a clock moves; only differences mean something. */
    long now();

    /** Does the work soon; returns at once. Work that comes after {@link #close} is not done. */
    void run(Runnable work);

    /**
     * Does the work when the time has passed.
     *
     * @return takes the work off the agenda again
     */
    Runnable after(Duration delay, Runnable work);

    /** Does nothing more. What was done until then can be seen by who closes it. */
    @Override
    void close();
}
