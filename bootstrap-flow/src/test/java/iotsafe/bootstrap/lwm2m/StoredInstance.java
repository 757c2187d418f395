package iotsafe.bootstrap.lwm2m;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/** An object instance that keeps what is written to it, all of it, as it came, and tells of it. An update adds to the instances of a resource. */
public class StoredInstance extends BaseInstanceEnabler {
    private final Map<Integer, LwM2mResource> resources = new TreeMap<>();

    /** With nothing in it. */
    public StoredInstance() {}

    /** With these resources in it. */
    public StoredInstance(int id, LwM2mResource... content) {
        super(id);
        for (LwM2mResource resource : content) {
            resources.put(resource.getId(), resource);
        }
    }

    @Override
    public synchronized ReadResponse read(LwM2mServer server, int resourceId) {
        LwM2mResource resource = resources.get(resourceId);
        return resource == null ? ReadResponse.notFound() : ReadResponse.success(resource);
    }

    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
        WriteResponse response = store(replace, resourceId, value);
        if (response.isSuccess()) {
            fireResourceChange(resourceId);
        }
        return response;
    }

    private synchronized WriteResponse store(boolean replace, int resourceId, LwM2mResource value) {
        ResourceModel declared = getModel().resources.get(resourceId);
        if (declared == null) {
            return WriteResponse.notFound();
        }
        if (declared.multiple != value.isMultiInstances() || declared.type != value.getType()) {
            return WriteResponse.badRequest("%s is %s".formatted(getResourcePath(resourceId), declared.type));
        }
        LwM2mResource before = resources.get(resourceId);
        if (!replace && before != null && before.isMultiInstances()) {
            Map<Integer, LwM2mResourceInstance> instances = new TreeMap<>(before.getInstances());
            instances.putAll(value.getInstances());
            resources.put(resourceId, new LwM2mMultipleResource(resourceId, value.getType(), instances.values()));
        } else {
            resources.put(resourceId, value);
        }
        return WriteResponse.success();
    }

    @Override
    public synchronized void reset(int resourceId) {
        resources.remove(resourceId);
    }

    @Override
    public synchronized List<Integer> getAvailableResourceIds(ObjectModel model) {
        return List.copyOf(resources.keySet());
    }
}
