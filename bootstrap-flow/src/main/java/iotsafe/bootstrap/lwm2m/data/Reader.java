package iotsafe.bootstrap.lwm2m.data;

import iotsafe.bootstrap.lwm2m.access.AccessRight;
import iotsafe.bootstrap.lwm2m.access.Rights;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.ResponseCode;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mRoot;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.response.ReadResponse;
import org.jspecify.annotations.Nullable;

/** Reads for a server what it may read, also while it cannot be reached. What it may not read is not even looked at. */
final class Reader {
    private final LwM2mObjectTree tree;
    private final Library library;

    /** Reads what can be read, whoever asks. */
    @FunctionalInterface
    interface Library {
        /** Reads what is at or below the path of an object that there is. */
        ReadResponse read(LwM2mServer server, LwM2mPath path);
    }

    /** Right from the objects. */
    Reader(LwM2mObjectTree tree) {
        this(
                tree,
                (server, path) ->
                        tree.getObjectEnabler(path.getObjectId()).read(server, new ReadRequest(null, path, null)));
    }

    Reader(LwM2mObjectTree tree, Library library) {
        this.tree = tree;
        this.library = library;
    }

    /** Best effort, as Read-Composite (OMA LwM2M Core 6.3.8): refused only if no path at all could be read. */
    Reading read(LwM2mServer server, Collection<LwM2mPath> paths) {
        Rights rights = Rights.of(server, tree);
        Map<LwM2mPath, LwM2mNode> nodes = new HashMap<>();
        ResponseCode refusal = ResponseCode.NOT_FOUND;
        boolean found = false;
        for (LwM2mPath path : paths) {
            if (path.isRoot()) {
                nodes.put(path, root(server, rights));
                found = true;
                continue;
            }
            ReadResponse response = read(server, path, rights);
            nodes.put(path, response.isSuccess() ? response.getContent() : null);
            found |= response.isSuccess();
            refusal = response.isFailure() ? response.getCode() : refusal;
        }
        return new Reading(nodes, found ? null : refusal);
    }

    /** One path that is not the root; of an object, the instances that may be read, and 4.01 if there are none but others (8.2.3). */
    ReadResponse read(LwM2mServer server, LwM2mPath path) {
        return read(server, path, Rights.of(server, tree));
    }

    /** Whether there is something that a right could be about. */
    boolean isThere(LwM2mPath path) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(path.getObjectId());
        return object != null
                && (path.isObject() || object.getAvailableInstanceIds().contains(path.getObjectInstanceId()));
    }

    /** What a server may still read of something that was read for it earlier; empty if nothing is left. */
    Optional<Sample> stillReadable(LwM2mServer server, Sample sample) {
        Rights rights = Rights.of(server, tree);
        Map<LwM2mPath, LwM2mNode> nodes = new HashMap<>();
        sample.nodes().forEach((path, node) -> nodes.put(path, node == null ? null : readable(rights, path, node)));
        return nodes.values().stream().anyMatch(Objects::nonNull)
                ? Optional.of(new Sample(sample.at(), nodes))
                : Optional.empty();
    }

    private static @Nullable LwM2mNode readable(Rights rights, LwM2mPath path, LwM2mNode node) {
        if (node instanceof LwM2mRoot root) {
            return new LwM2mRoot(root.getObjects().values().stream()
                    .map(object -> readable(rights, object))
                    .toList());
        }
        if (node instanceof LwM2mObject object) {
            LwM2mObject left = readable(rights, object);
            return left.getInstances().isEmpty() && !object.getInstances().isEmpty() ? null : left;
        }
        return rights.allows(AccessRight.READ, path) ? node : null;
    }

    private static LwM2mObject readable(Rights rights, LwM2mObject object) {
        return new LwM2mObject(
                object.getId(),
                object.getInstances().values().stream()
                        .filter(instance ->
                                rights.allows(AccessRight.READ, new LwM2mPath(object.getId(), instance.getId())))
                        .toList());
    }

    private LwM2mRoot root(LwM2mServer server, Rights rights) {
        List<LwM2mObject> objects = new ArrayList<>();
        for (Integer id : tree.getObjectEnablers().keySet()) {
            ReadResponse response = read(server, new LwM2mPath(id), rights);
            if (response.isSuccess()) {
                objects.add((LwM2mObject) response.getContent());
            }
        }
        return new LwM2mRoot(objects);
    }

    private ReadResponse read(LwM2mServer server, LwM2mPath path, Rights rights) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(path.getObjectId());
        if (rights.hides(path)) {
            return ReadResponse.unauthorized();
        }
        if (object == null) {
            return ReadResponse.notFound();
        }
        if (path.isObject()) {
            return read(server, object, rights);
        }
        return isThere(path) && !rights.allows(AccessRight.READ, path)
                ? ReadResponse.unauthorized()
                : library.read(server, path);
    }

    private ReadResponse read(LwM2mServer server, LwM2mObjectEnabler object, Rights rights) {
        LwM2mPath path = new LwM2mPath(object.getId());
        List<Integer> all = object.getAvailableInstanceIds();
        List<LwM2mPath> readable = all.stream()
                .map(path::append)
                .filter(instance -> rights.allows(AccessRight.READ, instance))
                .toList();
        if (readable.size() == all.size()) {
            return library.read(server, path);
        }
        List<LwM2mObjectInstance> instances = new ArrayList<>();
        for (LwM2mPath each : readable) {
            ReadResponse response = library.read(server, each);
            if (response.isSuccess()) {
                instances.add((LwM2mObjectInstance) response.getContent());
            }
        }
        return instances.isEmpty()
                ? ReadResponse.unauthorized()
                : ReadResponse.success(new LwM2mObject(object.getId(), instances));
    }
}
