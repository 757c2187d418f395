package iotsafe.bootstrap.lwm2m;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.eclipse.leshan.client.object.Device;
import org.eclipse.leshan.client.resource.BaseInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mObject;
import org.eclipse.leshan.core.node.LwM2mObjectInstance;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.BootstrapDeleteRequest;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.ReadRequest;

/** Objects 0, 1 and 2 as a device has them, with stored instances, and a bootstrap server that writes to them. */
final class Objects {
    static final LwM2mModel MODELS = new StaticModel(ObjectLoader.loadDefault());
    static final LwM2mServer BOOTSTRAP_SERVER =
            new LwM2mServer(null, null, LwM2mServer.Role.LWM2M_BOOTSTRAP_SERVER, null);

    final LwM2mObjectTree tree;

    private Objects(Map<Integer, LwM2mInstanceEnabler> security, Map<Integer, LwM2mInstanceEnabler> servers) {
        this.tree = new LwM2mObjectTree(
                enabler -> {}, List.of(enabler(0, security), enabler(1, servers), enabler(2, Map.of())));
    }

    /** A new device: the bootstrap account in /0/0. */
    static Objects ofNewDevice() {
        return new Objects(
                Map.of(
                        0,
                        stored(
                                0,
                                0,
                                LwM2mSingleResource.newStringResource(0, "coaps://bs.example:5684"),
                                LwM2mSingleResource.newBooleanResource(1, true),
                                LwM2mSingleResource.newIntegerResource(2, 2))),
                Map.of());
    }

    /** Objects 0, 1 and 3 of a new device; triggers of its Server object reach the engine. */
    static List<LwM2mObjectEnabler> ofWorkingDevice() {
        Device device = new Device("maker", "model", "1");
        device.setId(0);
        device.setModel(MODELS.getObjectModel(3));
        return List.of(
                ofNewDevice().enablers().get(0),
                new ServerAccounts(MODELS.getObjectModel(1), TriggeredServer::new),
                enabler(3, Map.of(0, device)));
    }

    /** The same with object 2, as a device has it that several servers share. */
    static List<LwM2mObjectEnabler> ofSharedDevice() {
        List<LwM2mObjectEnabler> all = new ArrayList<>(ofWorkingDevice());
        all.add(new AccessControls(MODELS.getObjectModel(2), StoredInstance::new));
        return all;
    }

    static StoredInstance stored(int object, int id, LwM2mResource... resources) {
        StoredInstance instance = new StoredInstance(id, resources);
        instance.setModel(MODELS.getObjectModel(object));
        return instance;
    }

    static ObjectEnabler enabler(int object, Map<Integer, LwM2mInstanceEnabler> instances) {
        return enabler(object, instances, StoredInstance::new);
    }

    private static ObjectEnabler enabler(
            int object, Map<Integer, LwM2mInstanceEnabler> instances, Supplier<LwM2mInstanceEnabler> fresh) {
        return new ObjectEnabler(
                object,
                MODELS.getObjectModel(object),
                new HashMap<>(instances),
                new BaseInstanceEnablerFactory() {
                    @Override
                    public LwM2mInstanceEnabler create() {
                        return fresh.get();
                    }
                },
                ContentFormat.SENML_CBOR);
    }

    Map<Integer, LwM2mObjectEnabler> enablers() {
        return tree.getObjectEnablers();
    }

    /** Bootstrap-Write of one instance. */
    Objects write(int object, int instance, LwM2mResource... resources) {
        write(object, instance, List.of(resources));
        return this;
    }

    void write(int object, int instance, Collection<LwM2mResource> resources) {
        var response = tree.getObjectEnabler(object)
                .write(
                        BOOTSTRAP_SERVER,
                        new BootstrapWriteRequest(
                                new LwM2mPath(object, instance),
                                new LwM2mObjectInstance(instance, resources),
                                ContentFormat.SENML_CBOR));
        if (response.isFailure()) {
            throw new AssertionError(response);
        }
    }

    /** Bootstrap-Delete of one object. */
    void delete(int object) {
        tree.getObjectEnabler(object).delete(BOOTSTRAP_SERVER, new BootstrapDeleteRequest(object));
    }

    /** All that objects 0, 1 and 2 hold, by instance path. */
    Map<String, LwM2mObjectInstance> content() {
        Map<String, LwM2mObjectInstance> content = new TreeMap<>();
        Stream.of(0, 1, 2)
                .forEach(object -> ((LwM2mObject) tree.getObjectEnabler(object)
                                .read(LwM2mServer.SYSTEM, new ReadRequest(object))
                                .getContent())
                        .getInstances()
                        .forEach((id, instance) -> content.put("/" + object + "/" + id, instance)));
        return content;
    }

    /** The resources of one instance. */
    Map<Integer, LwM2mResource> resources(String instance) {
        LwM2mObjectInstance found = content().get(instance);
        if (found == null) {
            throw new AssertionError("no " + instance);
        }
        return found.getResources();
    }
}
