package iotsafe.bootstrap;

import java.time.Duration;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The management server executed Disable (OMA LwM2M Core 1.1, /1/x/4): the device is de-registered and silent, over a restart, too, and then
 * comes back by itself.
 *
 * @param saved what the device knows
 * @param until the end of the silence
 */
public record Disabled(SavedState saved, Instant until) implements DeviceState {
    private static final Logger LOG = LoggerFactory.getLogger(Disabled.class);

    /** Begins now; a fleet that was silenced at once does not come back at once. */
    static Disabled beginning(SavedState saved, Outside outside) {
        RegistrationRules rules = outside.managementServer().rules(saved);
        Disabled disabled = new Disabled(saved, outside.now().plus(Jitter.on(rules.disableTimeout())));
        write(outside, memory -> memory.silent(disabled.until()));
        return disabled;
    }

    @Override
    public DeviceState next(Outside outside) throws InterruptedException {
        Duration left = silence(outside);
        Disabled now = this;
        while (!left.isNegative() && !left.isZero()) {
            left = outside.pause().untilCalled(left);
            now = new Disabled(now.saved().written(outside), until);
            if (outside.others().takeBootstrap()) {
                return new Bootstrapping();
            }
        }
        write(outside, Memory::talking);
        return new Registering(now.saved());
    }

    /** A clock that was put back makes no silence longer than the server wanted it. */
    private Duration silence(Outside outside) {
        Duration left = Duration.between(outside.now(), until);
        Duration most = outside.managementServer().rules(saved).disableTimeout();
        return left.compareTo(most) > 0 ? Jitter.on(most) : left;
    }

    private static void write(Outside outside, UnaryOperator<Memory> change) {
        try {
            outside.store().save(change.apply(outside.store().load()));
        } catch (StateException e) {
            LOG.warn(
                    "that the server has disabled the device, or no longer does, is not written down: {}",
                    e.getMessage());
        }
    }

    @Override
    public String sentence() {
        return "disabled by %s until %s".formatted(saved.server().uri(), until);
    }
}
