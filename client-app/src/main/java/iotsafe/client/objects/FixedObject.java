package iotsafe.client.objects;

import java.util.HashMap;
import java.util.Map;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.request.BootstrapDeleteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.response.BootstrapDeleteResponse;

/**
 * A single-instance object that tells of the device itself: no bootstrap server can delete it. Leshan spares the Device object alone; after
 * a Bootstrap-Delete of {@code /} the device would have no Connectivity Monitoring until its next start.
 */
public final class FixedObject extends ObjectEnabler {
    /** With its one instance, whose id becomes 0. */
    public FixedObject(ObjectModel model, LwM2mInstanceEnabler instance) {
        super(
                model.id,
                model,
                new HashMap<>(Map.of(0, prepared(model, instance))),
                (ofModel, id, taken) -> instance,
                ContentFormat.SENML_CBOR);
    }

    private static LwM2mInstanceEnabler prepared(ObjectModel model, LwM2mInstanceEnabler instance) {
        instance.setId(0);
        instance.setModel(model);
        return instance;
    }

    @Override
    public BootstrapDeleteResponse doDelete(LwM2mServer server, BootstrapDeleteRequest request) {
        return BootstrapDeleteResponse.badRequest("/%d is part of the device".formatted(getId()));
    }
}
