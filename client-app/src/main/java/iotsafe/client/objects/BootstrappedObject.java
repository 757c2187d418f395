package iotsafe.client.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/**
 * What a bootstrap server writes, an account or who may do what: keeps every resource that it wrote, of the right type and in its range, also
 * those that the library's own objects forget.
 *
 * <p>Operations follow the object model: what has none there is for the bootstrap server and this agent alone.
 *
 * @see "OMA LwM2M Core 1.1, E.1 to E.3"
 */
abstract sealed class BootstrappedObject extends BaseInstanceEnabler
        permits SecurityObject, ServerObject, AccessControlObject {
    private final Map<Integer, Predicate<Object>> ranges;
    private final SortedMap<Integer, LwM2mResource> resources = new ConcurrentSkipListMap<>();

    /**
     * With nothing in it yet.
     *
     * @param ranges by resource id; a resource that is not here takes every value of its type
     */
    BootstrappedObject(Map<Integer, Predicate<Object>> ranges) {
        this.ranges = ranges;
    }

    /** For ranges. */
    static boolean isBetween(long least, long value, long most) {
        return least <= value && value <= most;
    }

    /** Puts in what the device was made with. */
    final void keep(LwM2mResource resource) {
        resources.put(resource.getId(), resource);
    }

    /** The ids that were written, sorted. */
    final List<Integer> written() {
        return new ArrayList<>(resources.keySet());
    }

    /** What the object model lets the server read; all for the bootstrap server and this agent. */
    @Override
    public ReadResponse read(LwM2mServer server) {
        return ReadResponse.success(new LwM2mObjectInstance(
                getId(),
                resources.values().stream()
                        .filter(resource -> mayRead(server, resource.getId()))
                        .toList()));
    }

    /** 4.04 for a resource that nobody wrote. */
    @Override
    public ReadResponse read(LwM2mServer server, int resourceId) {
        LwM2mResource resource = resources.get(resourceId);
        if (resource == null) {
            return ReadResponse.notFound();
        }
        return mayRead(server, resourceId) ? ReadResponse.success(resource) : ReadResponse.methodNotAllowed();
    }

    /**
     * Writes all or nothing, ids that the object model does not know passed over: they may be those of a later version. A
     * replacement removes what it does not hold, but neither a mandatory resource nor one that this
     * server could not have written. An update adds to the instances of a resource (6.3.3).
     *
     * @throws InvalidRequestException as {@link #write(LwM2mServer, boolean, int, LwM2mResource)}
     */
    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, LwM2mObjectInstance instance) {
        List<LwM2mResource> known = instance.getResources().values().stream()
                .filter(resource -> modelOf(resource.getId()).isPresent())
                .toList();
        for (LwM2mResource resource : known) {
            Optional<WriteResponse> refusal = refusal(server, resource);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        if (replace) {
            List<Integer> absent = new ArrayList<>(resources.keySet());
            absent.removeAll(instance.getResources().keySet());
            absent.stream().filter(id -> mayWrite(server, id)).forEach(this::reset);
        }
        known.forEach(resource -> store(replace, resource));
        return WriteResponse.success();
    }

    /**
     * Writes one resource.
     *
     * @throws InvalidRequestException if a bootstrap server or this agent writes a value of a wrong type or out of range:
     *     the library's object drops the answer to a bootstrap write and says 2.04, an exception becomes 4.00
     */
    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
        Optional<WriteResponse> refusal = refusal(server, value);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        store(replace, value);
        return WriteResponse.success();
    }

    /** Whether an account is none without this resource. */
    boolean isIndispensable(ResourceModel resource) {
        return resource.mandatory;
    }

    /** Removes a resource, unless it is indispensable. */
    @Override
    public void reset(int resourceId) {
        ResourceModel resource = getModel().resources.get(resourceId);
        if (resource != null && !isIndispensable(resource) && resources.remove(resourceId) != null) {
            fireResourceChange(resourceId);
        }
    }

    /** Those that were written. */
    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        return written();
    }

    private void store(boolean replace, LwM2mResource written) {
        LwM2mResource value = replace ? written : added(written);
        if (value.isMultiInstances() && value.getInstances().isEmpty()) {
            reset(value.getId()); // the data formats have no resource without instances
            return;
        }
        LwM2mResource before = resources.put(value.getId(), value);
        if (!value.equals(before)) {
            fireResourcesChange(new LwM2mPath(getModel().id, getId(), value.getId()));
        }
    }

    private LwM2mResource added(LwM2mResource written) {
        LwM2mResource before = resources.get(written.getId());
        if (before == null || !before.isMultiInstances()) {
            return written;
        }
        Map<Integer, LwM2mResourceInstance> instances = new TreeMap<>(before.getInstances());
        instances.putAll(written.getInstances());
        return new LwM2mMultipleResource(written.getId(), written.getType(), instances.values());
    }

    private Optional<WriteResponse> refusal(LwM2mServer server, LwM2mResource value) {
        Optional<ResourceModel> resource = modelOf(value.getId());
        if (resource.isEmpty()) {
            return Optional.of(WriteResponse.notFound());
        }
        if (!mayWrite(server, value.getId())) {
            return Optional.of(WriteResponse.methodNotAllowed());
        }
        if (isOfItsTypeAndRange(resource.get(), value)) {
            return Optional.empty();
        }
        String sentence =
                "/%d/%d/%d is of a wrong type or out of range".formatted(getModel().id, getId(), value.getId());
        if (!server.isLwm2mServer()) {
            throw new InvalidRequestException(sentence);
        }
        return Optional.of(WriteResponse.badRequest(sentence));
    }

    private boolean isOfItsTypeAndRange(ResourceModel resource, LwM2mResource value) {
        if (value.isMultiInstances() != resource.multiple || value.getType() != resource.type) {
            return false;
        }
        Predicate<Object> range = ranges.getOrDefault(resource.id, any -> true);
        return value.isMultiInstances()
                ? value.getInstances().values().stream()
                        .map(LwM2mResourceInstance::getValue)
                        .allMatch(range)
                : range.test(value.getValue());
    }

    private boolean mayRead(LwM2mServer server, int resourceId) {
        return !server.isLwm2mServer()
                || modelOf(resourceId)
                        .filter(resource -> resource.operations.isReadable())
                        .isPresent();
    }

    private boolean mayWrite(LwM2mServer server, int resourceId) {
        return !server.isLwm2mServer()
                || modelOf(resourceId)
                        .filter(resource -> resource.operations.isWritable())
                        .isPresent();
    }

    /** The model of a resource that can have a value; empty for those to be executed and those of a later version. */
    private Optional<ResourceModel> modelOf(int resourceId) {
        return Optional.ofNullable(getModel().resources.get(resourceId))
                .filter(resource -> !resource.operations.isExecutable());
    }
}
