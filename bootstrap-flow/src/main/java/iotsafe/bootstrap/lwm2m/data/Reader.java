package iotsafe.bootstrap.lwm2m.data;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mRoot;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.response.ReadResponse;

/** Reads for a server what it may read, also while it cannot be reached. */
final class Reader {
    private final LwM2mObjectTree tree;

    Reader(LwM2mObjectTree tree) {
        this.tree = tree;
    }

    /** Best effort, as Read-Composite (OMA LwM2M Core 6.3.8): refused only if no path at all could be read. */
    Reading read(LwM2mServer server, Collection<LwM2mPath> paths) {
        Map<LwM2mPath, LwM2mNode> nodes = new HashMap<>();
        ResponseCode refusal = ResponseCode.NOT_FOUND;
        boolean found = false;
        for (LwM2mPath path : paths) {
            if (path.isRoot()) {
                nodes.put(path, root(server));
                found = true;
                continue;
            }
            ReadResponse response = read(server, path);
            nodes.put(path, response.isSuccess() ? response.getContent() : null);
            found |= response.isSuccess();
            refusal = response.isFailure() ? response.getCode() : refusal;
        }
        return new Reading(nodes, found ? null : refusal);
    }

    private LwM2mRoot root(LwM2mServer server) {
        List<LwM2mObject> objects = new ArrayList<>();
        for (Integer id : tree.getObjectEnablers().keySet()) {
            ReadResponse response = read(server, new LwM2mPath(id));
            if (response.isSuccess()) {
                objects.add((LwM2mObject) response.getContent());
            }
        }
        return new LwM2mRoot(objects);
    }

    private ReadResponse read(LwM2mServer server, LwM2mPath path) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(path.getObjectId());
        return object == null ? ReadResponse.notFound() : object.read(server, new ReadRequest(null, path, null));
    }
}
