package iotsafe.bootstrap.lwm2m.access;

import java.util.Collection;
import java.util.List;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mPath;

/**
 * What one server may do at this moment (OMA LwM2M Core 1.1, 8.2).
 *
 * <p>The server of the only account may do everything; so may every server of a device that has no object 2. No management server is let near
 * objects 0 and 21. Bootstrap servers, and the device itself, are not restricted here.
 */
public final class Rights {
    /** Of no server: 0 stands for the default entry, and ids are positive. */
    private static final int NO_ID = -1;

    private final boolean management;
    private final boolean full;
    private final int server;
    private final List<AccessControl> controls;

    private Rights(boolean management, boolean full, int server, List<AccessControl> controls) {
        this.management = management;
        this.full = full;
        this.server = server;
        this.controls = controls;
    }

    /** Of this server, by what objects 1 and 2 say now: good for one request. */
    public static Rights of(LwM2mServer server, LwM2mObjectTree tree) {
        if (!server.isLwm2mServer()) {
            return new Rights(false, true, NO_ID, List.of());
        }
        int id = server.getId() == null ? NO_ID : Math.toIntExact(server.getId());
        if (tree.getObjectEnabler(LwM2mId.ACCESS_CONTROL) == null || isTheOnlyOne(id, tree)) {
            return new Rights(true, true, id, List.of());
        }
        return new Rights(true, false, id, AccessObjects.controls(tree));
    }

    /** By its id: while accounts are being exchanged, the only one that is there may be that of another server. */
    private static boolean isTheOnlyOne(int id, LwM2mObjectTree tree) {
        Collection<Integer> servers = AccessObjects.servers(tree).values();
        return servers.size() == 1 && servers.contains(id);
    }

    /** Whether the object of this path is not there for the server, whatever it wants of it. */
    public boolean hides(LwM2mPath path) {
        return management
                && !path.isRoot()
                && (path.getObjectId() == LwM2mId.SECURITY || path.getObjectId() == LwM2mId.OSCORE);
    }

    /**
     * Whether the server has a right. Object 2 can be read by all; the owner of an instance alone writes it, and no server creates or
     * deletes one.
     *
     * @param path of an object for {@link AccessRight#CREATE}, else of an object instance or below
     */
    public boolean allows(AccessRight right, LwM2mPath path) {
        if (hides(path)) {
            return false;
        }
        if (full) {
            return true;
        }
        if (path.getObjectId() == LwM2mId.ACCESS_CONTROL) {
            return right == AccessRight.READ || (right == AccessRight.WRITE && owns(path.getObjectInstanceId()));
        }
        int instance = path.isObject() ? AccessControl.ANY_INSTANCE : path.getObjectInstanceId();
        List<AccessControl> those = controls.stream()
                .filter(control -> control.object() == path.getObjectId() && control.instance() == instance)
                .toList();
        return !those.isEmpty() && those.stream().allMatch(control -> control.grants(server, right));
    }

    private boolean owns(int accessControl) {
        return controls.stream().anyMatch(control -> control.id() == accessControl && control.owner() == server);
    }
}
