package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.lwm2m.data.SavedObject;
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
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.CreateRequest;
import org.eclipse.leshan.core.request.WriteRequest;
import org.eclipse.leshan.core.response.CreateResponse;
import org.eclipse.leshan.core.response.WriteResponse;
import org.jspecify.annotations.Nullable;

/**
 * An object that is saved with the accounts. A write is answered when it is saved, so that nothing is lost at a restart that a server was told to
 * be done; one that cannot be saved is undone and refused. Bootstrap servers, and the device itself, create its instances.
 */
abstract sealed class SavedObjectEnabler extends ObjectEnabler implements SavedObject
        permits ServerAccounts, AccessControls {
    /** What a server's write waits for a disk at most; CoAP repeats the request after two seconds (RFC 7252 4.8). */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private volatile @Nullable FlowEngine engine;

    /** Without an instance; {@code fresh} makes one with nothing in it yet. */
    SavedObjectEnabler(ObjectModel model, Supplier<? extends LwM2mInstanceEnabler> fresh) {
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
        LwM2mInstanceEnabler instance = getInstance(request.getPath().getObjectInstanceId());
        if (instance == null || !server.isLwm2mServer()) {
            return super.write(server, request);
        }
        Map<Integer, LwM2mResource> before = content(instance);
        WriteResponse response = super.write(server, request);
        Map<Integer, LwM2mResource> after = content(instance);
        if (response.isFailure() || isSaved()) {
            return response;
        }
        undo(instance, before, after);
        return WriteResponse.internalServerError(UNSAVED);
    }

    @Override
    public boolean isSaved() {
        FlowEngine flow = engine;
        return flow == null || flow.isSaved(PATIENCE);
    }

    private static Map<Integer, LwM2mResource> content(LwM2mInstanceEnabler instance) {
        return ((LwM2mObjectInstance) instance.read(LwM2mServer.SYSTEM).getContent()).getResources();
    }

    /** What this write has changed, and nothing that another one has changed since. */
    private static void undo(
            LwM2mInstanceEnabler instance, Map<Integer, LwM2mResource> before, Map<Integer, LwM2mResource> after) {
        after.forEach((id, written) -> {
            LwM2mResource former = before.get(id);
            if (former == null) {
                instance.reset(id);
            } else if (!former.equals(written)) {
                instance.write(LwM2mServer.SYSTEM, true, id, former);
            }
        });
        before.forEach((id, former) -> {
            if (!after.containsKey(id)) {
                instance.write(LwM2mServer.SYSTEM, true, id, former);
            }
        });
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
