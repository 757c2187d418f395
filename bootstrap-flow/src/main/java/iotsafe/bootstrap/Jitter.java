package iotsafe.bootstrap;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Keeps a fleet that lost its server in one second from coming back in one. */
final class Jitter {
    /** A fifth of what was to be waited for, and an hour at most: a day's silence is no two days'. */
    private static final long PART = 5;

    private static final Duration MOST = Duration.ofHours(1);

    private Jitter() {}

    /** A time that is never shorter than {@code least}, and zero for zero. */
    static Duration on(Duration least) {
        long most = Math.min(least.toMillis() / PART, MOST.toMillis());
        return least.plusMillis(ThreadLocalRandom.current().nextLong(most + 1));
    }
}
