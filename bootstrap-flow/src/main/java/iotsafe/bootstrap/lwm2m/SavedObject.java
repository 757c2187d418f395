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
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.CreateResponse;
import org.eclipse.leshan.core.response.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * An object that is saved with the accounts. A write is answered when it is saved, so that nothing is lost at a restart that a server was told to
 * be done. Bootstrap servers, and the device itself, create its instances.
 */
abstract sealed class SavedObject extends ObjectEnabler permits ServerAccounts, AccessControls {
    /** What a server's write waits for a disk at most; CoAP repeats the request after two seconds (RFC 7252 4.8). */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private volatile @Nullable FlowEngine engine;

    /** Without an instance; {@code fresh} makes one with nothing in it yet. */
    SavedObject(ObjectModel model, Supplier<? extends LwM2mInstanceEnabler> fresh) {
        super(model.id, model, new HashMap<>(Map.of()), new Factory(fresh), ContentFormat.SENML_CBOR);
    }

    /** From here on somebody does what the servers want. */
    final void obeyedBy(FlowEngine flow) {
        engine = flow;
    }

    /** Who does what the servers want; empty if nobody does yet. */
    final Optional<FlowEngine> flow() {
        return Optional.ofNullable(engine);
    }

    /** Not under the lock that reading the object takes: who saves has to read it. */
    @Override
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // as said above
    public WriteResponse write(LwM2mServer server, WriteRequest request) {
        WriteResponse response = super.write(server, request);
        if (response.isSuccess() && server.isLwm2mServer()) {
            flow().ifPresent(flow -> flow.awaitSaved(PATIENCE));
        }
        return response;
    }

    @Override
    protected CreateResponse doCreate(LwM2mServer server, CreateRequest request) {
        return server.isLwm2mServer() ? CreateResponse.methodNotAllowed() : super.doCreate(server, request);
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
