package iotsafe.bootstrap.lwm2m.data;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the configuration says of data.
 *
 * @param sends what is sent by itself; none is usual
 * @param mostStored how many notifications and Sends wait for the server at most, all together; 0 stores nothing
 * @param whenFull which go when there are more
 * @param awake in queue mode, how long the device listens after each message; empty without queue mode
 */
public record DataSettings(List<Send> sends, int mostStored, WhenFull whenFull, Optional<Duration> awake) {
    /** As without any configuration. */
    public static final DataSettings USUAL = new DataSettings(List.of(), 1000, WhenFull.DROP_OLDEST, Optional.empty());

    /** Copies the list and refuses a negative bound. */
    public DataSettings {
        sends = List.copyOf(sends);
        if (mostStored < 0) {
            throw new IllegalArgumentException("a bound of " + mostStored);
        }
    }

    /**
     * One Send (OMA LwM2M Core 6.4.6), again and again.
     *
     * @param paths of objects, instances, resources or resource instances, such as {@code /3/0/9}
     * @param every how often
     * @param json whether as SenML JSON; else as SenML CBOR
     */
    public record Send(List<String> paths, Duration every, boolean json) {
        /** Copies the list and refuses no time at all. */
        public Send {
            paths = List.copyOf(paths);
            if (every.isNegative() || every.isZero()) {
                throw new IllegalArgumentException("a period of " + every);
            }
        }
    }
}
