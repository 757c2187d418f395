package iotsafe.client.objects;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An instance whose resources are files, commands and sockets of the host. What is not behind a resource is 4.05, what fails is 5.00. */
final class MappedInstanceEnabler extends BaseInstanceEnabler {
    private static final Logger LOG = LoggerFactory.getLogger(MappedInstanceEnabler.class);

    private final SortedMap<Integer, ResourceSource> sources;
    private final Map<Integer, Optional<LwM2mResource>> atLastLook = new HashMap<>();

    MappedInstanceEnabler(SortedMap<Integer, ResourceSource> sources) {
        this.sources = new TreeMap<>(sources);
    }

    @Override
    public ReadResponse read(LwM2mServer server, int resourceId) {
        ResourceSource source = sources.get(resourceId);
        if (source == null) {
            return ReadResponse.notFound();
        }
        if (!source.isReadable() || !model(resourceId).operations.isReadable()) {
            return ReadResponse.methodNotAllowed();
        }
        try {
            return ReadResponse.success(ValueText.read(model(resourceId), source.read()));
        } catch (SourceException e) {
            warn(resourceId, "read", e);
            return ReadResponse.internalServerError("it could not be read");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ReadResponse.internalServerError("the agent is being stopped");
        }
    }

    /** One resource after the other, and nothing at all if one of them cannot be written (OMA LwM2M Core 1.1, 6.3.3). */
    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, LwM2mObjectInstance instance) {
        List<LwM2mResource> whole = instance.getResources().values().stream()
                .map(resource -> whole(replace, resource))
                .toList();
        for (LwM2mResource resource : whole) {
            Optional<WriteResponse> refusal = refusal(resource.getId(), resource);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        for (LwM2mResource resource : whole) {
            WriteResponse response = store(resource.getId(), resource);
            if (response.isFailure()) {
                return response;
            }
        }
        return WriteResponse.success();
    }

    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
        LwM2mResource whole = whole(replace, value);
        return refusal(resourceId, whole).orElseGet(() -> store(resourceId, whole));
    }

    /** With the instances that an update does not name, which stay as they are (OMA LwM2M Core 1.1, 6.3.3). */
    private LwM2mResource whole(boolean replace, LwM2mResource written) {
        if (replace || !written.isMultiInstances()) {
            return written;
        }
        ReadResponse before = read(LwM2mServer.SYSTEM, written.getId());
        if (before.isFailure() || !(before.getContent() instanceof LwM2mMultipleResource resource)) {
            return written;
        }
        Map<Integer, LwM2mResourceInstance> instances = new TreeMap<>(resource.getInstances());
        instances.putAll(written.getInstances());
        return new LwM2mMultipleResource(written.getId(), written.getType(), instances.values());
    }

    @Override
    public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
        ResourceSource source = sources.get(resourceId);
        if (source == null) {
            return ExecuteResponse.notFound();
        }
        if (!source.isExecutable()) {
            return ExecuteResponse.methodNotAllowed();
        }
        try {
            source.execute(Objects.requireNonNullElse(arguments.serialize(), "")); // null for none
            return ExecuteResponse.success();
        } catch (SourceException e) {
            warn(resourceId, "execute", e);
            return ExecuteResponse.internalServerError("it could not be executed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExecuteResponse.internalServerError("the agent is being stopped");
        }
    }

    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        return List.copyOf(sources.keySet());
    }

    /** Looks at a value, and tells observers if it is not the one of the last look. */
    void look(int resourceId) {
        ReadResponse response = read(LwM2mServer.SYSTEM, resourceId);
        Optional<LwM2mResource> now =
                response.isSuccess() ? Optional.of((LwM2mResource) response.getContent()) : Optional.empty();
        Optional<LwM2mResource> before = atLastLook.put(resourceId, now);
        if (before != null && now.isPresent() && !now.equals(before)) {
            fireResourcesChange(new LwM2mPath(getModel().id, getId(), resourceId));
        }
    }

    private Optional<WriteResponse> refusal(int resourceId, LwM2mResource value) {
        ResourceSource source = sources.get(resourceId);
        if (source == null) {
            return Optional.of(WriteResponse.notFound());
        }
        if (!source.isWritable() || !model(resourceId).operations.isWritable()) {
            return Optional.of(WriteResponse.methodNotAllowed());
        }
        boolean fits =
                value.getType() == model(resourceId).type && value.isMultiInstances() == model(resourceId).multiple;
        if (!fits) {
            return Optional.of(WriteResponse.badRequest("not as the object model has it"));
        }
        return value.isMultiInstances() && !isNumberedFromZero(value)
                ? Optional.of(WriteResponse.badRequest("instances here are lines: their ids are 0, 1, 2 and so on"))
                : Optional.empty();
    }

    private WriteResponse store(int resourceId, LwM2mResource value) {
        ResourceSource source = sources.get(resourceId);
        if (source == null) {
            return WriteResponse.notFound();
        }
        try {
            source.write(ValueText.write(value));
            fireResourcesChange(new LwM2mPath(getModel().id, getId(), resourceId));
            return WriteResponse.success();
        } catch (SourceException e) {
            warn(resourceId, "write", e);
            return WriteResponse.internalServerError("it could not be written");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return WriteResponse.internalServerError("the agent is being stopped");
        }
    }

    private static boolean isNumberedFromZero(LwM2mResource value) {
        return value.getInstances().keySet().stream()
                .allMatch(id -> id < value.getInstances().size());
    }

    private ResourceModel model(int resourceId) {
        ResourceModel model = getModel().resources.get(resourceId);
        if (model == null) {
            throw new IllegalStateException("resource %d is not in the model".formatted(resourceId));
        }
        return model;
    }

    private void warn(int resourceId, String operation, SourceException e) {
        LOG.warn("/{}/{}/{}: {}: {}", getModel().id, getId(), resourceId, operation, e.getMessage());
    }
}
