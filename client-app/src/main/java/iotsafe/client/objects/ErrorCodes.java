package iotsafe.client.objects;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The instances of Error Code (/3/0/11): one for each error that is there now, or a single 0. An error keeps its instance as long as it
 * lasts.
 *
 * @see "OMA LwM2M Core 1.1, E.4, resources 11 and 12"
 */
final class ErrorCodes {
    private static final long NO_ERROR = 0;

    private final Map<Long, BooleanSupplier> conditions = new LinkedHashMap<>();
    private final Map<Integer, Long> instances = new TreeMap<>();

    /** Tells of an error as long as the condition holds. */
    ErrorCodes when(long code, BooleanSupplier condition) {
        conditions.put(code, condition);
        return this;
    }

    /** By instance, the errors of this moment. */
    synchronized Map<Integer, Long> now() {
        instances.values().removeIf(code -> code == NO_ERROR);
        conditions.forEach((code, condition) -> {
            if (!condition.getAsBoolean()) {
                instances.values().remove(code);
            } else if (!instances.containsValue(code)) {
                instances.put(free(), code);
            }
        });
        if (instances.isEmpty()) {
            instances.put(0, NO_ERROR);
        }
        return new TreeMap<>(instances);
    }

    /** Forgets all; what is still wrong is told of anew, in the first instances. */
    synchronized void reset() {
        instances.clear();
    }

    private int free() {
        int id = 0;
        while (instances.containsKey(id)) {
            id++;
        }
        return id;
    }
}
