package iotsafe.client.objects;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.request.BootstrapDeleteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.response.BootstrapDeleteResponse;
import org.eclipse.leshan.core.response.CreateResponse;
import org.eclipse.leshan.core.response.DeleteResponse;

/**
 * An object that tells of the device itself: no server can create or delete an instance, no bootstrap server can delete it. Leshan spares the Device object alone; after
 * a Bootstrap-Delete of {@code /} the device would have no Connectivity Monitoring until its next start.
 */
public final class FixedObject extends ObjectEnabler {
    /** With its one instance, whose id becomes 0. */
    public FixedObject(ObjectModel model, LwM2mInstanceEnabler instance) {
        this(model, Map.of(0, instance));
    }

    /** With these instances, by id. */
    public FixedObject(ObjectModel model, Map<Integer, ? extends LwM2mInstanceEnabler> instances) {
        super(model.id, model, prepared(model, instances), (ofModel, id, taken) -> null, ContentFormat.SENML_CBOR);
    }

    private static Map<Integer, LwM2mInstanceEnabler> prepared(
            ObjectModel model, Map<Integer, ? extends LwM2mInstanceEnabler> instances) {
        Map<Integer, LwM2mInstanceEnabler> all = new HashMap<>();
        instances.forEach((id, instance) -> all.put(id, prepared(model, id, instance)));
        return all;
    }

    private static LwM2mInstanceEnabler prepared(ObjectModel model, int id, LwM2mInstanceEnabler instance) {
        instance.setId(id);
        instance.setModel(model);
        return instance;
    }

    @Override
    protected CreateResponse doCreate(LwM2mServer server, CreateRequest request) {
        return CreateResponse.methodNotAllowed();
    }

    @Override
    protected DeleteResponse doDelete(LwM2mServer server, DeleteRequest request) {
        return DeleteResponse.methodNotAllowed();
    }

    @Override
    public BootstrapDeleteResponse doDelete(LwM2mServer server, BootstrapDeleteRequest request) {
        return BootstrapDeleteResponse.badRequest("/%d is part of the device".formatted(getId()));
    }
}
