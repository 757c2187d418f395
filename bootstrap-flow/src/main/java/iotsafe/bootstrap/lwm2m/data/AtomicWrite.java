package iotsafe.bootstrap.lwm2m.data;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteCompositeResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/**
 * Makes Write-Composite atomic (OMA LwM2M Core 6.3.9), which the library's is not, nor does it tell a refusal: what can be judged
 * beforehand is, and what an object refuses in the middle undoes what was written before it.
 */
final class AtomicWrite {
    private final LwM2mObjectTree tree;

    AtomicWrite(LwM2mObjectTree tree) {
        this.tree = tree;
    }

    /**
     * Writes; one at a time, for two that are undone must not undo one another.
     *
     * @param one writes one resource or resource instance, as the server may
     */
    synchronized WriteCompositeResponse write(
            Map<LwM2mPath, LwM2mNode> nodes, BiFunction<LwM2mPath, LwM2mNode, WriteResponse> one) {
        Map<LwM2mPath, Before> before = new LinkedHashMap<>();
        Map<Integer, LwM2mObjectEnabler> objects = new HashMap<>();
        for (LwM2mPath path : nodes.keySet()) {
            if (!path.isResource() && !path.isResourceInstance()) {
                return WriteCompositeResponse.badRequest(path + " is no resource");
            }
            if (path.getObjectId() == LwM2mId.SECURITY) {
                return WriteCompositeResponse.unauthorized();
            }
            Optional<LwM2mInstanceEnabler> instance = instance(path);
            Optional<ResourceModel> model = model(path);
            if (instance.isEmpty() || model.isEmpty()) {
                return WriteCompositeResponse.notFound(path + " not found");
            }
            if (!model.get().operations.isWritable()) {
                return WriteCompositeResponse.methodNotAllowed(path + " is not writable");
            }
            LwM2mPath resource = path.toResourcePath();
            before.computeIfAbsent(resource, any -> Before.of(instance.get(), resource.getResourceId()));
            objects.put(path.getObjectId(), tree.getObjectEnabler(path.getObjectId()));
        }
        tree.beginTransaction(objects); // observers look when all is done
        boolean done = false;
        try {
            for (Map.Entry<LwM2mPath, LwM2mNode> each : nodes.entrySet()) {
                WriteResponse response = one.apply(each.getKey(), each.getValue());
                if (response.isFailure()) {
                    return new WriteCompositeResponse(response.getCode(), response.getErrorMessage(), null);
                }
            }
            done = true;
            return WriteCompositeResponse.success();
        } finally {
            if (!done) {
                before.values().forEach(Before::restore);
            }
            tree.endTransaction(objects);
        }
    }

    private Optional<ResourceModel> model(LwM2mPath path) {
        return Optional.ofNullable(tree.getObjectEnabler(path.getObjectId()))
                .map(object -> object.getObjectModel().resources.get(path.getResourceId()));
    }

    private Optional<LwM2mInstanceEnabler> instance(LwM2mPath path) {
        LwM2mObjectEnabler object = tree.getObjectEnabler(path.getObjectId());
        return object instanceof ObjectEnabler enabler
                ? Optional.ofNullable(enabler.getInstance(path.getObjectInstanceId()))
                : Optional.empty();
    }

    /** A resource as it was. */
    private record Before(LwM2mInstanceEnabler instance, int id, Optional<LwM2mResource> value) {
        static Before of(LwM2mInstanceEnabler instance, int id) {
            ReadResponse read = instance.read(LwM2mServer.SYSTEM, id);
            return new Before(
                    instance, id, read.isSuccess() ? Optional.of((LwM2mResource) read.getContent()) : Optional.empty());
        }

        /** What is as it was stays untouched, so that a value with an effect has none. */
        void restore() {
            if (of(instance, id).value().equals(value)) {
                return;
            }
            value.ifPresentOrElse(
                    resource -> instance.write(LwM2mServer.SYSTEM, true, id, resource), () -> instance.reset(id));
        }
    }
}
