package iotsafe.bootstrap.lwm2m;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.leshan.client.RegistrationUpdate;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.jspecify.annotations.Nullable;

/** A registration with one server, and what is wanted of it: pinned here by any thread, taken down by the one that keeps it. */
final class RegistrationBoard {
    /** Bounded: a wish more than these would change nothing. */
    private final BlockingQueue<Wish> wishes = new LinkedBlockingQueue<>(8);

    private volatile @Nullable Current current;

    /**
     * A registration in force.
     *
     * @param server who has it
     * @param registrationId as it has it
     */
    record Current(LwM2mServer server, String registrationId) {}

    /** What a server or an object asked for. */
    sealed interface Wish {
        /** Registration Update Trigger (/1/x/8), or an object that came or went. */
        record Update(RegistrationUpdate content) implements Wish {}

        /** Bootstrap-Request Trigger (/1/x/9). */
        record Bootstrap(boolean deregister) implements Wish {}

        /** Disable (/1/x/4). */
        record Disable() implements Wish {}

        /** That what was written be saved. */
        record Save() implements Wish {}

        /** The server does not answer what the device tells it, and no longer observes: it has to see the device come anew. */
        record Anew() implements Wish {}

        /** The server has ended the association by an alert, and cannot reach the device before that speaks again. */
        record Closed(int alert) implements Wish {}
    }

    /** Pins a wish, where there is a registration; whether it will be taken down. */
    boolean pin(Wish wish) {
        return current != null && wishes.offer(wish);
    }

    /** The next wish, if one comes in time. */
    Optional<Wish> await(Duration atMost) throws InterruptedException {
        return Optional.ofNullable(wishes.poll(atMost.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** A registration begins; the wishes of an earlier one are gone with it. */
    void registered(LwM2mServer server, String registrationId) {
        wishes.clear();
        current = new Current(server, registrationId);
    }

    /** There is none any more; gives the one that was. */
    Optional<Current> unregistered() {
        Optional<Current> was = current();
        current = null;
        return was;
    }

    Optional<Current> current() {
        return Optional.ofNullable(current);
    }

    boolean isOf(long shortServerId) {
        return current().filter(now -> now.server().getId() == shortServerId).isPresent();
    }
}
