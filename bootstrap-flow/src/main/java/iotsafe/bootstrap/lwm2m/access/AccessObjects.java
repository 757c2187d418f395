package iotsafe.bootstrap.lwm2m.access;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.response.ReadResponse;

/** Reads out of objects 1 and 2 what access control goes by. */
final class AccessObjects {
    private AccessObjects() {}

    /** The short server id (/1/x/0) of each management server account, by instance. */
    static SortedMap<Integer, Integer> servers(LwM2mObjectTree tree) {
        SortedMap<Integer, Integer> servers = new TreeMap<>();
        for (LwM2mObjectInstance account : instances(tree, LwM2mId.SERVER)) {
            LwM2mResource id = account.getResource(LwM2mId.SRV_SERVER_ID);
            if (id != null && id.getValue() instanceof Long value) {
                servers.put(account.getId(), value.intValue());
            }
        }
        return servers;
    }

    /** What object 2 says; nothing if the device has no such object. */
    static List<AccessControl> controls(LwM2mObjectTree tree) {
        return instances(tree, LwM2mId.ACCESS_CONTROL).stream()
                .map(AccessControl::of)
                .flatMap(Optional::stream)
                .toList();
    }

    private static Collection<LwM2mObjectInstance> instances(LwM2mObjectTree tree, int id) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(id);
        if (object == null) {
            return List.of();
        }
        ReadResponse read = object.read(LwM2mServer.SYSTEM, new ReadRequest(id));
        return read.isSuccess()
                ? ((LwM2mObject) read.getContent()).getInstances().values()
                : List.of();
    }
}
