package iotsafe.bootstrap.lwm2m;

import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.response.ExecuteResponse;

/**
 * Object 1 (OMA LwM2M Core 1.1, E.2) with what needs the flow: Disable (/1/x/4) and Registration Update Trigger (/1/x/8) are obeyed for the
 * account that they are executed on.
 */
public final class ServerAccounts extends SavedObjectEnabler {
    private static final int SHORT_SERVER_ID = 0;
    private static final int DISABLE = 4;
    private static final int REGISTRATION_UPDATE_TRIGGER = 8;

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
        int resource = request.getPath().getResourceId();
        LwM2mInstanceEnabler account = getInstance(request.getPath().getObjectInstanceId());
        if (account == null || (resource != DISABLE && resource != REGISTRATION_UPDATE_TRIGGER)) {
            return super.doExecute(server, request);
        }
        Optional<FlowEngine> flow = flow();
        Optional<Long> shortServerId = shortServerId(account);
        boolean obeyed = flow.isPresent()
                && shortServerId.isPresent()
                && (resource == DISABLE
                        ? flow.get().disable(shortServerId.get())
                        : flow.get().update(shortServerId.get()));
        return obeyed ? ExecuteResponse.success() : ExecuteResponse.badRequest("the device is not registered there");
    }

    private static Optional<Long> shortServerId(LwM2mInstanceEnabler account) {
        return account.read(LwM2mServer.SYSTEM, SHORT_SERVER_ID).getContent() instanceof LwM2mSingleResource id
                ? Optional.of((Long) id.getValue())
                : Optional.empty();
    }
}
