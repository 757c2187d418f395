package iotsafe.bootstrap.lwm2m.data;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mNode;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.WriteCompositeRequest;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteCompositeResponse;

/**
 * Makes Write-Composite atomic (OMA LwM2M Core 6.3.9), which the library's is not: what can be judged beforehand is, and what an object
 * refuses in the middle undoes what was written before it.
 */
final class AtomicWrite {
    private final LwM2mObjectTree tree;

    AtomicWrite(LwM2mObjectTree tree) {
        this.tree = tree;
    }

    /** One at a time: two that are undone must not undo one another. */
    synchronized WriteCompositeResponse write(WriteCompositeRequest request, Supplier<WriteCompositeResponse> library) {
        Map<LwM2mPath, Before> before = new LinkedHashMap<>();
        for (Map.Entry<LwM2mPath, LwM2mNode> each : request.getNodes().entrySet()) {
            LwM2mPath path = each.getKey();
            if (!path.isResource() && !path.isResourceInstance()) {
                return WriteCompositeResponse.badRequest(path + " is no resource");
            }
            Optional<LwM2mInstanceEnabler> instance = instance(path);
            ResourceModel model = model(path);
            if (instance.isEmpty() || model == null) {
                return WriteCompositeResponse.notFound(path + " not found");
            }
            if (!model.operations.isWritable()) {
                return WriteCompositeResponse.methodNotAllowed(path + " is not writable");
            }
            LwM2mPath resource = path.toResourcePath();
            before.computeIfAbsent(resource, any -> Before.of(instance.get(), resource.getResourceId()));
        }
        WriteCompositeResponse response = null;
        try {
            response = library.get();
            return response;
        } finally {
            if (response == null || response.isFailure()) {
                before.values().forEach(Before::restore);
            }
        }
    }

    private ResourceModel model(LwM2mPath path) {
        return tree.getObjectEnabler(path.getObjectId())
                .getObjectModel()
                .resources
                .get(path.getResourceId());
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
