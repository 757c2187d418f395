package iotsafe.client.objects;

import java.util.Collection;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.response.WriteResponse;

/** An instance that never takes two resources at once. The library says 2.04 to a write of an instance whatever its resources answer. */
abstract class OneAtATime extends BaseInstanceEnabler {
    /** What the one resource answers; 4.05 if there are more, for then there is one among them that cannot be written now. */
    @Override
    public final WriteResponse write(LwM2mServer server, boolean replace, LwM2mObjectInstance instance) {
        Collection<LwM2mResource> written = instance.getResources().values();
        if (written.isEmpty()) {
            return WriteResponse.success();
        }
        LwM2mResource first = written.iterator().next();
        return written.size() == 1 ? write(server, replace, first.getId(), first) : WriteResponse.methodNotAllowed();
    }
}
