package iotsafe.client.objects;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.response.ReadResponse;

/** The readable resources of an object by id; each is read when asked for and may then have no value. */
final class ResourceTable {
    private final SortedMap<Integer, Supplier<Optional<LwM2mResource>>> resources = new TreeMap<>();

    ResourceTable text(int id, Supplier<Optional<String>> value) {
        return add(id, () -> value.get().map(text -> LwM2mSingleResource.newStringResource(id, text)));
    }

    ResourceTable integer(int id, Supplier<OptionalLong> value) {
        return add(id, () -> {
            OptionalLong number = value.get();
            return number.isPresent()
                    ? Optional.of(LwM2mSingleResource.newIntegerResource(id, number.getAsLong()))
                    : Optional.empty();
        });
    }

    /** A resource with instances; with none of them it has no value. */
    ResourceTable integers(int id, Supplier<Map<Integer, Long>> values) {
        return add(
                id,
                () -> Optional.of(values.get())
                        .filter(map -> !map.isEmpty())
                        .map(map -> LwM2mMultipleResource.newIntegerResource(id, map)));
    }

    /** A resource whose instances are numbered from 0; with none of them it has no value. */
    ResourceTable texts(int id, Supplier<List<String>> values) {
        return add(
                id,
                () -> Optional.of(values.get())
                        .filter(list -> !list.isEmpty())
                        .map(list -> LwM2mMultipleResource.newStringResource(id, numbered(list))));
    }

    /** A resource of any type. */
    ResourceTable add(int id, Supplier<Optional<LwM2mResource>> value) {
        resources.put(id, value);
        return this;
    }

    /** The value as it is now; empty for an unknown id too. */
    Optional<LwM2mResource> get(int id) {
        Supplier<Optional<LwM2mResource>> resource = resources.get(id);
        return resource == null ? Optional.empty() : resource.get();
    }

    /** The answer to a read: the value, or 4.04 if there is none. */
    ReadResponse read(int id) {
        return get(id).map(ReadResponse::success).orElseGet(ReadResponse::notFound);
    }

    /** The ids that have a value now, sorted. */
    List<Integer> available() {
        return new ArrayList<>(
                resources.keySet().stream().filter(id -> get(id).isPresent()).toList());
    }

    static <T> Map<Integer, T> numbered(List<T> values) {
        Map<Integer, T> numbered = new LinkedHashMap<>();
        for (int id = 0; id < values.size(); id++) {
            numbered.put(id, values.get(id));
        }
        return numbered;
    }
}
