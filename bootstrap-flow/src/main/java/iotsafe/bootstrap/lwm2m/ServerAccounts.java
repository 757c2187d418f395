package iotsafe.bootstrap.lwm2m;

import java.util.function.Supplier;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.response.ExecuteResponse;

/** Object 1 (OMA LwM2M Core 1.1, E.2) with what needs the flow: Disable (/1/x/4) is obeyed. */
public final class ServerAccounts extends SavedObject {
    private static final int DISABLE = 4;

    /**
     * Without an account.
     *
     * @param model of object 1
     * @param fresh makes an instance with nothing in it yet
     */
    public ServerAccounts(ObjectModel model, Supplier<? extends LwM2mInstanceEnabler> fresh) {
        super(model, fresh);
    }

    @Override
    protected ExecuteResponse doExecute(LwM2mServer server, ExecuteRequest request) {
        if (request.getPath().getResourceId() != DISABLE
                || getInstance(request.getPath().getObjectInstanceId()) == null) {
            return super.doExecute(server, request);
        }
        return flow().map(FlowEngine::disable).orElse(false)
                ? ExecuteResponse.success()
                : ExecuteResponse.badRequest("the device is not registered here");
    }
}
