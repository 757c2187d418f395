package iotsafe.client.objects;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectsInitializer;
import org.eclipse.leshan.client.resource.listener.ObjectsListenerAdapter;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.request.ExecuteRequest;
import org.eclipse.leshan.core.request.ReadRequest;
import org.eclipse.leshan.core.response.ExecuteResponse;
import org.eclipse.leshan.core.response.ReadResponse;

/** An object as the client library serves it, with the models of LwM2M 1.1. */
final class Served {
    static final LwM2mModel MODEL = new StaticModel(ObjectLoader.loadDefault(LwM2mVersion.V1_1));
    static final LwM2mServer SERVER = new LwM2mServer(null, 1L, URI.create("coaps://lwm2m.example.com:5684"));
    static final LwM2mServer BOOTSTRAP = new LwM2mServer(null, URI.create("coaps://boot.example.com:5684"));

    final LwM2mObjectEnabler enabler;
    final List<String> notified = new ArrayList<>();
    private final int id;

    Served(int id, LwM2mInstanceEnabler instance) {
        this.id = id;
        this.enabler = new FixedObject(MODEL.getObjectModel(id), instance);
        listen();
    }

    /** An object without an instance, for a bootstrap server to create. */
    Served(int id, Class<? extends LwM2mInstanceEnabler> type) {
        this.id = id;
        ObjectsInitializer initializer = new ObjectsInitializer(MODEL);
        initializer.setClassForObject(id, type);
        this.enabler = initializer.create(id);
        listen();
    }

    private void listen() {
        enabler.addListener(new ObjectsListenerAdapter() {
            @Override
            public void resourceChanged(LwM2mPath... paths) {
                for (LwM2mPath path : paths) {
                    notified.add(path.toString());
                }
            }
        });
    }

    ReadResponse read(int resource) {
        return enabler.read(SERVER, new ReadRequest(id, 0, resource));
    }

    /** The value, of the type and multiplicity that the object model asks for. */
    Object value(int resource) {
        ReadResponse response = read(resource);
        if (!response.isSuccess()) {
            throw new AssertionError("/%d/0/%d: %s".formatted(id, resource, response));
        }
        LwM2mResource value = (LwM2mResource) response.getContent();
        ResourceModel model =
                Objects.requireNonNull(enabler.getObjectModel().resources.get(resource));
        if (value.getType() != model.type || value.isMultiInstances() != model.multiple) {
            throw new AssertionError("/%d/0/%d: %s is not as in the model".formatted(id, resource, value));
        }
        return value.isMultiInstances()
                ? value.getInstances().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().getValue()))
                : value.getValue();
    }

    LwM2mObjectInstance instance(LwM2mServer server) {
        return (LwM2mObjectInstance)
                enabler.read(server, new ReadRequest(id, 0)).getContent();
    }

    ExecuteResponse execute(int resource) {
        return enabler.execute(SERVER, new ExecuteRequest(id, 0, resource));
    }
}
