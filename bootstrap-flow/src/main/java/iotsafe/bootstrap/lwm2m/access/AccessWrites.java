package iotsafe.bootstrap.lwm2m.access;

import java.util.Collection;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.core.node.LwM2mMultipleResource;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mResourceInstance;

/** What an owner writes into its access controls has to be about servers that have an account (OMA LwM2M Core 1.1, E.3). */
public final class AccessWrites {
    private AccessWrites() {}

    /**
     * What is wrong with it, in one sentence; empty if nothing is.
     *
     * @param path of an instance of object 2, or below
     */
    public static Optional<String> problem(LwM2mPath path, LwM2mNode written, LwM2mObjectTree tree) {
        Collection<Integer> servers = AccessObjects.servers(tree).values();
        return resources(path, written)
                .flatMap(AccessWrites::named)
                .filter(server -> !servers.contains(server))
                .findFirst()
                .map("there is no account of server %d"::formatted);
    }

    private static Stream<LwM2mResource> resources(LwM2mPath path, LwM2mNode written) {
        if (written instanceof LwM2mObjectInstance instance) {
            return instance.getResources().values().stream();
        }
        return Stream.of(
                written instanceof LwM2mResourceInstance entry
                        ? new LwM2mMultipleResource(path.getResourceId(), entry.getType(), entry)
                        : (LwM2mResource) written);
    }

    /** But for the two ids that stand for no account. */
    private static Stream<Integer> named(LwM2mResource resource) {
        if (resource.getId() == AccessControl.ACL && resource.isMultiInstances()) {
            return resource.getInstances().keySet().stream().filter(server -> server != AccessControl.DEFAULT);
        }
        return resource.getId() == AccessControl.OWNER && resource.getValue() instanceof Long owner
                ? Stream.of(Math.toIntExact(owner)).filter(server -> server != AccessControl.BOOTSTRAP_SERVER)
                : Stream.empty();
    }
}
