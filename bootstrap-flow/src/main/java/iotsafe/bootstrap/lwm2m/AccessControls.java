package iotsafe.bootstrap.lwm2m;

import java.util.function.Supplier;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.request.DeleteRequest;
import org.eclipse.leshan.core.response.DeleteResponse;

/**
 * Object 2 (OMA LwM2M Core 1.1, 8 and E.3). With it, management servers have the rights that it says as soon as there are several of them. An
 * instance goes with what it is for, or by a bootstrap server: a management server deletes none.
 */
public final class AccessControls extends SavedObjectEnabler {
    /**
     * Without an access control.
     *
     * @param model of object 2
     * @param fresh makes an instance with nothing in it yet
     */
    public AccessControls(ObjectModel model, Supplier<? extends LwM2mInstanceEnabler> fresh) {
        super(model, fresh);
    }

    @Override
    protected DeleteResponse doDelete(LwM2mServer server, DeleteRequest request) {
        return server.isLwm2mServer() ? DeleteResponse.methodNotAllowed() : super.doDelete(server, request);
    }
}
