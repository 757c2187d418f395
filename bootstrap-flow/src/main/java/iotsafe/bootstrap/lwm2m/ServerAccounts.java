package iotsafe.bootstrap.lwm2m;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.leshan.client.resource.BaseInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * Object 1 (OMA LwM2M Core 1.1, E.2) with what needs the flow: Disable (/1/x/4) and Registration Update Trigger (/1/x/8) are obeyed for the
 * account that they are executed on, and a write is answered when it is saved, so that nothing is lost at a restart that a server was told to
 * be done.
 */
public final class ServerAccounts extends ObjectEnabler {
    private static final int SHORT_SERVER_ID = 0;
    private static final int DISABLE = 4;
    private static final int REGISTRATION_UPDATE_TRIGGER = 8;

    /** What a server's write waits for a disk at most; CoAP repeats the request after two seconds (RFC 7252 4.8). */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private volatile @Nullable FlowEngine engine;

    /**
     * Without an account.
     *
     * @param model of object 1
     * @param fresh makes an instance with nothing in it yet
     */
    public ServerAccounts(ObjectModel model, Supplier<? extends LwM2mInstanceEnabler> fresh) {
        super(model.id, model, new HashMap<>(Map.of()), new Factory(fresh), ContentFormat.SENML_CBOR);
    }

    /** From here on somebody does what the servers want. */
    void obeyedBy(FlowEngine flow) {
        engine = flow;
    }

    /** Not under the lock that reading the object takes: who saves has to read it. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // as said above
    public WriteResponse write(LwM2mServer server, WriteRequest request) {
        WriteResponse response = super.write(server, request);
        FlowEngine flow = engine;
        if (flow != null && response.isSuccess() && server.isLwm2mServer()) {
            flow.awaitSaved(PATIENCE);
        }
        return response;
    }

    @Override
    protected ExecuteResponse doExecute(LwM2mServer server, ExecuteRequest request) {
        int resource = request.getPath().getResourceId();
        LwM2mInstanceEnabler account = getInstance(request.getPath().getObjectInstanceId());
        if (account == null || (resource != DISABLE && resource != REGISTRATION_UPDATE_TRIGGER)) {
            return super.doExecute(server, request);
        }
        FlowEngine flow = engine;
        Optional<Long> shortServerId = shortServerId(account);
        boolean obeyed = flow != null
                && shortServerId.isPresent()
                && (resource == DISABLE ? flow.disable(shortServerId.get()) : flow.update(shortServerId.get()));
        return obeyed ? ExecuteResponse.success() : ExecuteResponse.badRequest("the device is not registered there");
    }

    private static Optional<Long> shortServerId(LwM2mInstanceEnabler account) {
        return account.read(LwM2mServer.SYSTEM, SHORT_SERVER_ID).getContent() instanceof LwM2mSingleResource id
                ? Optional.of((Long) id.getValue())
                : Optional.empty();
    }

    private static final class Factory extends BaseInstanceEnablerFactory {
        private final Supplier<? extends LwM2mInstanceEnabler> fresh;

        Factory(Supplier<? extends LwM2mInstanceEnabler> fresh) {
            this.fresh = fresh;
        }

        @Override
        public LwM2mInstanceEnabler create() {
            return fresh.get();
        }
    }
}
