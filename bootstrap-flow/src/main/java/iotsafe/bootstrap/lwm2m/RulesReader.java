package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.RegistrationRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.Optional;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mResource;

/** Reads out of objects 0 and 1 when to register and to bootstrap (OMA LwM2M Core 1.1, E.1 and E.2); what is absent has its default. */
final class RulesReader {
    private static final int HOLD_OFF = 11;
    private static final int ACCOUNT_TIMEOUT = 12;

    private static final int DISABLE_TIMEOUT = 5;
    private static final int LAST_BOOTSTRAPPED = 12;
    private static final int INITIAL_DELAY = 14;
    private static final int BOOTSTRAP_ON_FAILURE = 16;
    private static final int RETRY_COUNT = 17;
    private static final int RETRY_TIMER = 18;
    private static final int SEQUENCE_DELAY = 19;
    private static final int SEQUENCE_COUNT = 20;

    /** "MAX_VALUE": of the 32 bits that a server writes most likely, and of whatever is more. */
    private static final long NEVER_AGAIN = 0xFFFF_FFFFL;

    private RulesReader() {}

    /** For one account. */
    static RegistrationRules read(ObjectsSnapshot objects, int shortServerId) {
        LwM2mObjectInstance server = objects.instancesOf(LwM2mId.SERVER).stream()
                .filter(each -> number(each, LwM2mId.SRV_SERVER_ID).equals(Optional.of((long) shortServerId)))
                .findFirst()
                .orElseGet(RulesReader::nothing);
        Optional<LwM2mObjectInstance> bootstrap = bootstrapAccount(objects.instancesOf(LwM2mId.SECURITY));
        RegistrationRules usual = RegistrationRules.USUAL;
        return new RegistrationRules(
                seconds(server, INITIAL_DELAY).orElse(usual.initialDelay()),
                value(server, BOOTSTRAP_ON_FAILURE).map(Boolean.TRUE::equals).orElse(usual.bootstrapOnFailure()),
                number(server, RETRY_COUNT).map(RulesReader::count).orElse(usual.attempts()),
                seconds(server, RETRY_TIMER).orElse(usual.retry()),
                sequenceDelay(server),
                number(server, SEQUENCE_COUNT).map(RulesReader::count).orElse(usual.sequences()),
                seconds(server, DISABLE_TIMEOUT).orElse(usual.disableTimeout()),
                bootstrap.flatMap(account -> seconds(account, HOLD_OFF)).orElse(usual.holdOff()),
                bootstrap.isPresent(),
                bootstrap.flatMap(account -> end(account, server)));
    }

    /** The bootstrap account among Security instances. */
    static Optional<LwM2mObjectInstance> bootstrapAccount(Collection<LwM2mObjectInstance> securities) {
        return securities.stream()
                .filter(each -> value(each, LwM2mId.SEC_BOOTSTRAP).equals(Optional.of(true)))
                .findFirst();
    }

    private static Optional<Duration> sequenceDelay(LwM2mObjectInstance server) {
        Optional<Long> written = number(server, SEQUENCE_DELAY);
        return written.isEmpty()
                ? RegistrationRules.USUAL.sequenceDelay()
                : written.filter(seconds -> seconds < NEVER_AGAIN).map(Duration::ofSeconds);
    }

    /** Zero stands for no end (/0/x/12). */
    private static Optional<Instant> end(LwM2mObjectInstance bootstrap, LwM2mObjectInstance server) {
        Optional<Instant> last =
                value(server, LAST_BOOTSTRAPPED).filter(Date.class::isInstance).map(date -> ((Date) date).toInstant());
        return seconds(bootstrap, ACCOUNT_TIMEOUT)
                .filter(timeout -> !timeout.isZero() && !timeout.isNegative())
                .flatMap(timeout -> last.map(begin -> begin.plus(timeout)));
    }

    private static LwM2mObjectInstance nothing() {
        return new LwM2mObjectInstance(0);
    }

    private static int count(long written) {
        return (int) Math.min(written, Integer.MAX_VALUE);
    }

    private static Optional<Duration> seconds(LwM2mObjectInstance instance, int resource) {
        return number(instance, resource).map(seconds -> Duration.ofSeconds(Math.min(seconds, NEVER_AGAIN)));
    }

    /** What 63 bits do not hold is as good as their most. */
    private static Optional<Long> number(LwM2mObjectInstance instance, int resource) {
        return value(instance, resource).filter(Number.class::isInstance).map(number -> {
            long signed = ((Number) number).longValue();
            return signed < 0 ? Long.MAX_VALUE : signed;
        });
    }

    private static Optional<Object> value(LwM2mObjectInstance instance, int resource) {
        LwM2mResource found = instance.getResource(resource);
        return found == null || found.isMultiInstances() ? Optional.empty() : Optional.ofNullable(found.getValue());
    }
}
