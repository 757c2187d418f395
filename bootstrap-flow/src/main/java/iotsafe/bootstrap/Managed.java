package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registered. The work of this state is to stay so, and to know when the certificate has to be renewed.
 *
 * @param saved what the device knows
 * @param registration in force
 * @param history the attempts to renew so far
 */
public record Managed(SavedState saved, ManagementServer.Registration registration, RenewalHistory history)
        implements DeviceState {
    private static final Logger LOG = LoggerFactory.getLogger(Managed.class);

    /** For a server that is not to be used any more. */
    private static final Duration GOODBYE = Duration.ofSeconds(5);

    /** How long an order to renew, or a clock that was set, waits at most until it is seen. */
    private static final Duration LOOK_UP = Duration.ofSeconds(2);

    @Override
    public DeviceState next(Outside outside) throws InterruptedException {
        long compared = registration.updates();
        Managed now = this;
        while (true) {
            if (isEnrolled(outside) && (outside.orders().take() || isDue(outside))) {
                return new RenewalDue(now);
            }
            if (isEnrolled(outside) && AnchorsDue.isTime(saved, history, outside.now())) {
                return new AnchorsDue(now);
            }
            Optional<ManagementServer.End> end = registration.keep(LOOK_UP);
            Optional<ManagementServer.Change> change = registration.change();
            if (change.isPresent()) {
                now = now.holding(change.get(), outside);
            }
            if (end.isPresent()) {
                return now.after(end.get(), outside);
            }
            if (registration.updates() != compared) {
                compared = registration.updates();
                if (isGoneFromCard(outside)) {
                    registration.deregister(GOODBYE);
                    return new Registering(now.saved()); // which compares once more before anything is thrown away
                }
            }
        }
    }

    /** A card that does not answer now is no reason to leave a server that does; the next Update asks again. */
    private boolean isGoneFromCard(Outside outside) {
        try {
            return !outside.factoryServer().isStillThere(saved, outside.card());
        } catch (CardException e) {
            LOG.info("whether the account still is on the card cannot be told now: {}", e.getMessage());
            return false;
        }
    }

    /** Where to go on when the registration has ended. */
    DeviceState after(ManagementServer.End end, Outside outside) {
        return switch (end) {
            case LOST -> new Registering(saved);
            case BOOTSTRAP_REQUESTED -> new Bootstrapping();
            case DISABLED -> Disabled.beginning(saved, outside);
        };
    }

    /** What the server wrote into its account is its wish for the next start, too. A disk that is full costs the write, and no registration. */
    private Managed holding(ManagementServer.Change change, Outside outside) {
        SavedState next = saved.holding(change.objects());
        try {
            outside.store().save(outside.store().load().inForce(next));
            change.saved().run();
        } catch (StateException e) {
            LOG.error("what the server has written cannot be kept, and is refused: {}", e.getMessage());
            change.lost().run();
        }
        return new Managed(next, registration, history);
    }

    /** The factory certificate was issued by nobody who could be asked for another, and a pre-shared key by nobody at all. */
    boolean isEnrolled(Outside outside) {
        return !saved.usesPsk() && !saved.key().equals(outside.settings().factoryKey());
    }

    private boolean isDue(Outside outside) {
        Instant now = outside.now();
        return !outside.settings()
                .renewal()
                .nextTry(saved.certificate(), history, now)
                .isAfter(now);
    }

    /** With this history, which is also saved if that is possible. */
    Managed with(RenewalHistory next, Outside outside) {
        try {
            outside.store().save(outside.store().load().with(next));
        } catch (StateException e) {
            LOG.warn("the attempt to renew is not written down: {}", e.getMessage());
        }
        return new Managed(saved, registration, next);
    }

    /** Whatever broke, the registration is taken up anew, with what the server has written since. */
    @Override
    public DeviceState afterFailure(Exception failure, Outside outside) {
        try {
            return new Registering(outside.store().load().managed().orElse(saved));
        } catch (StateException e) {
            LOG.warn("going on with what was known at the registration: {}", e.getMessage());
            return new Registering(saved);
        }
    }

    @Override
    public String sentence() {
        return "registered with %s as \"%s\" at %s"
                .formatted(saved.server().uri(), saved.endpoint(), registration.location());
    }
}
