package iotsafe.client.objects;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.BindingMode;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;
import org.eclipse.leshan.core.util.datatype.ULong;

/**
 * Server (/1): keeps every resource that a bootstrap server wrote, also those of LwM2M 1.1 (13 to 21, 23) that the library's
 * own object forgets. Disable (4) is not offered: 4.05.
 *
 * <p>Operations follow the object model: 13 to 20 have none, so they are for the bootstrap server and this agent alone.
 *
 * @see "OMA LwM2M Core 1.1, E.2"
 */
public final class ServerObject extends BaseInstanceEnabler {
    private static final int SHORT_SERVER_ID = 0;
    private static final int LIFETIME = 1;
    private static final int DEFAULT_MINIMUM_PERIOD = 2;
    private static final int DEFAULT_MAXIMUM_PERIOD = 3;
    private static final int DISABLE = 4;
    private static final int DISABLE_TIMEOUT = 5;
    private static final int BINDING = 7;
    private static final int REGISTRATION_UPDATE_TRIGGER = 8;
    private static final int BOOTSTRAP_REQUEST_TRIGGER = 9;
    private static final int ALERT_CODE = 11;
    private static final int PREFERRED_TRANSPORT = 22;

    private static final long HIGHEST_SHORT_SERVER_ID = 65534;
    /** The seconds that 32 bits hold, 136 years. */
    private static final long LONGEST_LIFETIME = 0xFFFF_FFFFL;

    private static final long HIGHEST_ALERT_CODE = 255;
    private static final ULong HIGHEST_ALERT = ULong.valueOf(HIGHEST_ALERT_CODE);

    /** Ranges by id; a resource that is not here takes every value of its type. */
    private static final Map<Integer, Predicate<Object>> RANGES = Map.of(
            SHORT_SERVER_ID, value -> (Long) value >= 1 && (Long) value <= HIGHEST_SHORT_SERVER_ID,
            LIFETIME, value -> (Long) value >= 1 && (Long) value <= LONGEST_LIFETIME,
            DEFAULT_MINIMUM_PERIOD, value -> (Long) value >= 0,
            DEFAULT_MAXIMUM_PERIOD, value -> (Long) value >= 0,
            DISABLE_TIMEOUT, value -> (Long) value >= 0,
            BINDING, value -> isBinding((String) value),
            ALERT_CODE, value -> ((ULong) value).compareTo(HIGHEST_ALERT) <= 0,
            PREFERRED_TRANSPORT, value -> ((String) value).length() == 1 && isBinding((String) value));

    private final SortedMap<Integer, LwM2mResource> resources = new TreeMap<>();

    /** An account with nothing in it yet, as the library needs it for a bootstrap server to fill. */
    public ServerObject() {}

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
     * server could not have written.
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
        known.forEach(this::store);
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
        store(value);
        return WriteResponse.success();
    }

    /** Registration update and bootstrap on request of the server; 4.05 for Disable, which needs an engine that obeys it. */
    @Override
    public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
        switch (resourceId) {
            case REGISTRATION_UPDATE_TRIGGER -> {
                getLwM2mClient().triggerRegistrationUpdate(server);
                return ExecuteResponse.success();
            }
            case BOOTSTRAP_REQUEST_TRIGGER -> {
                return getLwM2mClient().triggerClientInitiatedBootstrap(true)
                        ? ExecuteResponse.success()
                        : ExecuteResponse.badRequest("there is no bootstrap server account");
            }
            case DISABLE -> {
                return ExecuteResponse.methodNotAllowed();
            }
            default -> {
                return ExecuteResponse.notFound();
            }
        }
    }

    /** Removes a resource, unless it is mandatory. */
    @Override
    public void reset(int resourceId) {
        ResourceModel resource = getModel().resources.get(resourceId);
        if (resource != null && !resource.mandatory && resources.remove(resourceId) != null) {
            fireResourceChange(resourceId);
        }
    }

    /** Those that were written, and the two that can be executed. */
    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        List<Integer> available = new ArrayList<>(resources.keySet());
        available.add(REGISTRATION_UPDATE_TRIGGER);
        available.add(BOOTSTRAP_REQUEST_TRIGGER);
        available.sort(null);
        return available;
    }

    private void store(LwM2mResource value) {
        LwM2mResource before = resources.put(value.getId(), value);
        if (!value.equals(before)) {
            fireResourcesChange(new LwM2mPath(getModel().id, getId(), value.getId()));
        }
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

    private static boolean isOfItsTypeAndRange(ResourceModel resource, LwM2mResource value) {
        return !value.isMultiInstances()
                && value.getType() == resource.type
                && RANGES.getOrDefault(resource.id, any -> true).test(value.getValue());
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

    private static boolean isBinding(String text) {
        try {
            return !BindingMode.parse(text).isEmpty();
        } catch (IllegalArgumentException e) { // a letter that is none
            return false;
        }
    }
}
