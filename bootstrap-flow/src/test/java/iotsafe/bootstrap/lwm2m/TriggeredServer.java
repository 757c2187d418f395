package iotsafe.bootstrap.lwm2m;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/** A Server object with the two triggers, as an application brings its own. */
public final class TriggeredServer extends BaseInstanceEnabler {
    private final Map<Integer, LwM2mResource> resources = new ConcurrentSkipListMap<>();

    @Override
    public ReadResponse read(LwM2mServer server, int resourceId) {
        LwM2mResource resource = resources.get(resourceId);
        return resource == null ? ReadResponse.notFound() : ReadResponse.success(resource);
    }

    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int resourceId, LwM2mResource value) {
        resources.put(resourceId, value);
        fireResourceChange(resourceId);
        return WriteResponse.success();
    }

    @Override
    public void reset(int resourceId) {
        resources.remove(resourceId);
    }

    @Override
    public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
        if (resourceId == 8) {
            getLwM2mClient().triggerRegistrationUpdate(server);
            return ExecuteResponse.success();
        }
        return getLwM2mClient().triggerClientInitiatedBootstrap(true)
                ? ExecuteResponse.success()
                : ExecuteResponse.badRequest("no");
    }

    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        return List.copyOf(resources.keySet());
    }
}
