package iotsafe.bootstrap.lwm2m.data;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttribute;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeModel;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributeSet;
import org.eclipse.leshan.core.link.lwm2m.attributes.LwM2mAttributes;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.jspecify.annotations.Nullable;

/**
 * When one observed path is notified of: the NOTIFICATION attributes in force for it, inherited ones and the server's defaults included.
 *
 * @param pmin not sooner after the last notification
 * @param pmax not later after it
 * @param epmin not sooner after the last look at the value
 * @param epmax not later after it
 * @param gt a threshold that the value crosses, either way
 * @param lt another
 * @param st by how much the value has to differ from the last one notified
 * @param edge what a Boolean has to become
 * @param con whether notifications are confirmable; empty: as the transport has it
 * @param hqmax how many are stored at most; empty: as the device has it
 * @see "OMA LwM2M Core 1.2, 7.3.2, NOTIFICATION class attributes"
 */
record Conditions(
        Duration pmin,
        Optional<Duration> pmax,
        Duration epmin,
        Optional<Duration> epmax,
        Optional<BigDecimal> gt,
        Optional<BigDecimal> lt,
        Optional<BigDecimal> st,
        Optional<Boolean> edge,
        Optional<Boolean> con,
        Optional<Long> hqmax) {

    /** A pmax below pmin, and an epmax below epmin, are ignored; so are those of 0. */
    static Conditions of(@Nullable LwM2mAttributeSet attributes, ServerPreferences server) {
        LwM2mAttributeSet set = attributes == null ? new LwM2mAttributeSet() : attributes;
        Duration pmin = seconds(set, LwM2mAttributes.MINIMUM_PERIOD).orElse(server.minimumPeriod());
        Duration epmin = seconds(set, LwM2mAttributes.EVALUATE_MINIMUM_PERIOD).orElse(Duration.ZERO);
        return new Conditions(
                pmin,
                seconds(set, LwM2mAttributes.MAXIMUM_PERIOD)
                        .or(server::maximumPeriod)
                        .filter(pmax -> isAtLeast(pmax, pmin)),
                epmin,
                seconds(set, LwM2mAttributes.EVALUATE_MAXIMUM_PERIOD).filter(epmax -> isAtLeast(epmax, epmin)),
                value(set, LwM2mAttributes.GREATER_THAN),
                value(set, LwM2mAttributes.LESSER_THAN),
                value(set, LwM2mAttributes.STEP),
                value(set, NotificationAttributes.EDGE).map(edge -> edge == 1),
                value(set, NotificationAttributes.CON).map(con -> con == 1).or(server::confirmable),
                value(set, NotificationAttributes.HQMAX));
    }

    /**
     * Whether what is there now is worth a notification.
     *
     * @param notified what was notified last
     * @param seen what was there at the last look, which an edge begins from: what was notified last is where it ends
     */
    boolean areMet(@Nullable LwM2mNode notified, @Nullable LwM2mNode seen, @Nullable LwM2mNode now) {
        Optional<Object> after = value(now);
        if (edge.isPresent() && after.isPresent() && after.get() instanceof Boolean flag) {
            return flag.equals(edge.get()) && !Objects.equals(seen, now);
        }
        if (Objects.equals(notified, now)) {
            return false;
        }
        Optional<Object> before = value(notified);
        if (before.isEmpty() || after.isEmpty()) {
            return true;
        }
        boolean conditional = gt.isPresent() || lt.isPresent() || st.isPresent();
        if (!conditional || !(before.get() instanceof Number) || !(after.get() instanceof Number)) {
            return true;
        }
        BigDecimal from = new BigDecimal(before.get().toString());
        BigDecimal to = new BigDecimal(after.get().toString());
        return gt.filter(threshold -> crosses(threshold, from, to)).isPresent()
                || lt.filter(threshold -> crosses(threshold, from, to)).isPresent()
                || st.filter(step -> from.subtract(to).abs().compareTo(step) >= 0)
                        .isPresent();
    }

    private static boolean crosses(BigDecimal threshold, BigDecimal from, BigDecimal to) {
        return (from.compareTo(threshold) <= 0 && to.compareTo(threshold) > 0)
                || (from.compareTo(threshold) >= 0 && to.compareTo(threshold) < 0);
    }

    /** Infinite and undefined floats are no numbers to compare. */
    private static Optional<Object> value(@Nullable LwM2mNode node) {
        Object value = null;
        if (node instanceof LwM2mSingleResource resource) {
            value = resource.getValue();
        } else if (node instanceof LwM2mResourceInstance instance) {
            value = instance.getValue();
        }
        return value instanceof Double number && !Double.isFinite(number)
                ? Optional.empty()
                : Optional.ofNullable(value);
    }

    private static boolean isAtLeast(Duration most, Duration least) {
        return !most.isZero() && most.compareTo(least) >= 0;
    }

    private static Optional<Duration> seconds(LwM2mAttributeSet set, LwM2mAttributeModel<Long> model) {
        return value(set, model).map(Duration::ofSeconds);
    }

    private static <T> Optional<T> value(LwM2mAttributeSet set, LwM2mAttributeModel<T> model) {
        LwM2mAttribute<T> attribute = set.getLwM2mAttribute(model);
        return attribute == null || !attribute.hasValue() ? Optional.empty() : Optional.of(attribute.getValue());
    }
}
