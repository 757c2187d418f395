package iotsafe.credentials;

import java.util.Optional;
import java.util.stream.Stream;

/** Reads a reason out of what libraries wrap several times on its way. */
public final class Causes {
    private static final int DEEPEST = 20;

    private Causes() {}

    /** The failure itself, then what caused it, and so on; at most 20, for a chain may be a ring. */
    public static Stream<Throwable> of(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST);
    }

    /** The outermost of this type. */
    public static <T extends Throwable> Optional<T> first(Throwable failure, Class<T> type) {
        return of(failure).filter(type::isInstance).map(type::cast).findFirst();
    }
}
