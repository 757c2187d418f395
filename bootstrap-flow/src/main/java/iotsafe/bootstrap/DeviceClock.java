package iotsafe.bootstrap;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The host's clock, unless that cannot be right: a time before the agent was built was never set. Then what a server told counts, from when on
 * it runs by itself, or else the floor: certificates are judged at the earliest moment that it can be. When the host's clock is set
 * afterwards, it counts again.
 */
public final class DeviceClock extends Clock {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceClock.class);

    /** A host's clock that has moved by more than this against its own run-time has been set. */
    private static final Duration SET = Duration.ofMinutes(1);

    private final Clock host;
    private final LongSupplier nanos;
    private final Instant floor;
    private final long started;
    private @Nullable Told told;

    private record Told(Instant time, Instant host, long nanos) {}

    /**
     * Above {@code floor}.
     *
     * @param host the host's clock
     * @param floor a moment that is surely past, such as the agent's build
     */
    public DeviceClock(Clock host, Instant floor) {
        this(host, floor, System::nanoTime);
    }

    DeviceClock(Clock host, Instant floor, LongSupplier nanos) {
        this.host = host;
        this.floor = floor;
        this.nanos = nanos;
        this.started = nanos.getAsLong();
        if (isUnset()) {
            LOG.warn(
                    "the clock says {}, which is before this agent was built: it is taken for not set, and for {} at least;"
                            + " a certificate that begins later is taken for valid",
                    host.instant(),
                    floor);
        }
    }

    /** Whether nobody knows the time: the host's clock was never set, and no server has told it. */
    public synchronized boolean isUnset() {
        return told == null && host.instant().isBefore(floor);
    }

    /**
     * The management server says what time it is (Current Time, /3/0/13). A time before the floor is not believed.
     *
     * @return whether it is
     */
    public synchronized boolean tell(Instant time) {
        if (time.isBefore(floor)) {
            LOG.warn("a server says it is {}, which is before this agent was built: not believed", time);
            return false;
        }
        LOG.info("a server says it is {}; the clock here said {}", time, instant());
        told = new Told(time, host.instant(), nanos.getAsLong());
        return true;
    }

    /**
     * The Date of an answer from a server that has proved who it is. Nobody meant it for this device, so it counts less than {@link #tell}: only
     * while the host's clock is not set, and never back from what was told before.
     */
    public synchronized void hear(Instant date) {
        if (host.instant().isBefore(floor)
                && (told == null || date.isAfter(instant().plus(SET)))) {
            tell(date);
        }
    }

    @Override
    public synchronized Instant instant() {
        Instant now = host.instant();
        if (told != null) {
            Duration since = Duration.ofNanos(nanos.getAsLong() - told.nanos());
            if (Duration.between(told.host().plus(since), now).abs().compareTo(SET) <= 0 || now.isBefore(floor)) {
                return told.time().plus(since);
            }
            LOG.info("the clock has been set to {} and counts again", now);
            told = null;
        }
        return now.isBefore(floor) ? floor.plusNanos(nanos.getAsLong() - started) : now;
    }

    @Override
    public ZoneId getZone() {
        return host.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return new DeviceClock(host.withZone(zone), floor, nanos);
    }
}
