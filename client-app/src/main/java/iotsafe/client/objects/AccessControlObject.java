package iotsafe.client.objects;

import java.util.Map;
import java.util.function.Predicate;

/**
 * Access Control (/2): who may do what with one object instance. What it says is enforced before a request reaches any object, see
 * {@link iotsafe.bootstrap.lwm2m.AccessControls}.
 *
 * @see "OMA LwM2M Core 1.1, E.3"
 */
public final class AccessControlObject extends BootstrappedObject {
    private static final long HIGHEST_OBJECT_ID = 65534;
    /** MAX_ID, in the place of an object instance for the object as a whole, and of an owner for the bootstrap server. */
    private static final long MAX_ID = 65535;

    private static final long ALL_RIGHTS = 31;

    private static final Map<Integer, Predicate<Object>> RANGES = Map.of(
            0, value -> isBetween(1, (Long) value, HIGHEST_OBJECT_ID),
            1, value -> isBetween(0, (Long) value, MAX_ID),
            2, value -> isBetween(0, (Long) value, ALL_RIGHTS),
            3, value -> isBetween(1, (Long) value, MAX_ID));

    /** With nothing in it yet, for a bootstrap server or the device to fill. */
    public AccessControlObject() {
        super(RANGES);
    }
}
