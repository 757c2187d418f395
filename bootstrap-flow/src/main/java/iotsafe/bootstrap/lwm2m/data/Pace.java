package iotsafe.bootstrap.lwm2m.data;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.jspecify.annotations.Nullable;

/** When one observed path is looked at, and when it is notified of. Times are {@link Agenda#now}; nothing happens here by itself. */
final class Pace {
    private long notifiedAt;
    private long lookedAt;
    private @Nullable LwM2mNode notified;
    private @Nullable LwM2mNode seen;
    private boolean changed;
    private boolean owed;

    /** From the answer to Observe, or the last notification, on, which told this value. */
    Pace(long toldAt, @Nullable LwM2mNode value) {
        notified(toldAt, value);
        lookedAt = toldAt;
    }

    /** Nobody can say what the server was told last: it is told once more, whatever the conditions. */
    void owes() {
        owed = true;
    }

    /** Whether a notification waits for its time. */
    boolean isOwed() {
        return owed;
    }

    /** What the server was told last. */
    @Nullable
    LwM2mNode told() {
        return notified;
    }

    /** When it was told that. */
    long toldAt() {
        return notifiedAt;
    }

    /** The path, or something above or below it, has changed. */
    void changed() {
        changed = true;
    }

    /** Whether it is time to look at the value. */
    boolean wantsALook(Conditions conditions, long now) {
        return nextLook(conditions).stream().anyMatch(at -> at - now <= 0);
    }

    /** Somebody looked. */
    void look(Conditions conditions, long now, @Nullable LwM2mNode value) {
        lookedAt = now;
        changed = false;
        owed |= conditions.areMet(notified, seen, value);
        seen = value;
    }

    /** Whether a notification is due. */
    boolean isDue(Conditions conditions, long now) {
        return nextNotification(conditions).stream().anyMatch(at -> at - now <= 0);
    }

    /** What the server was told, or what was stored for it. */
    void notified(long now, @Nullable LwM2mNode value) {
        notifiedAt = now;
        notified = value;
        seen = value;
        owed = false;
    }

    /** How long there is nothing to do; empty if it takes a change. */
    Optional<Duration> rest(Conditions conditions, long now) {
        return Stream.of(nextLook(conditions), nextNotification(conditions))
                .flatMapToLong(OptionalLong::stream)
                .map(at -> Math.max(0, at - now))
                .boxed()
                .min(Long::compare)
                .map(Duration::ofNanos);
    }

    private OptionalLong nextLook(Conditions conditions) {
        if (changed) {
            return OptionalLong.of(lookedAt + conditions.epmin().toNanos());
        }
        return conditions
                .epmax()
                .map(epmax -> OptionalLong.of(lookedAt + epmax.toNanos()))
                .orElseGet(OptionalLong::empty);
    }

    private OptionalLong nextNotification(Conditions conditions) {
        if (owed) {
            return OptionalLong.of(notifiedAt + conditions.pmin().toNanos());
        }
        return conditions
                .pmax()
                .map(pmax -> OptionalLong.of(notifiedAt + pmax.toNanos()))
                .orElseGet(OptionalLong::empty);
    }
}
