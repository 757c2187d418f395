package iotsafe.bootstrap.lwm2m.access;

import iotsafe.bootstrap.lwm2m.AccessControls;
import iotsafe.bootstrap.lwm2m.StoredInstance;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.leshan.client.resource.BaseInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.util.LinkFormatHelper;
import org.eclipse.leshan.core.LwM2m.LwM2mVersion;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mPath;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.BootstrapWriteRequest;
import org.eclipse.leshan.core.request.ContentFormat;
import org.eclipse.leshan.core.request.argument.Arguments;
import org.eclipse.leshan.core.response.ExecuteResponse;

/** The objects of a device: 0, 1 and 2, the device itself (3), and two things (7777) that servers may create and delete. */
public final class AccessBench {
    /** An object with a number to read and write (1) and something to execute (2). */
    public static final int THING = 7777;

    private static final ObjectModel THING_MODEL = new ObjectModel(
            THING,
            "Thing",
            "",
            ObjectModel.DEFAULT_VERSION,
            true,
            false,
            List.of(
                    resource(1, ResourceModel.Operations.RW, ResourceModel.Type.INTEGER),
                    resource(2, ResourceModel.Operations.E, ResourceModel.Type.NONE)),
            "",
            "",
            "");
    private static final LwM2mModel MODELS = new StaticModel(ObjectLoader.loadDefault());

    /** All of them. */
    public final LwM2mObjectTree tree;

    private AccessBench(List<LwM2mObjectEnabler> more, int... servers) {
        Map<Integer, LwM2mInstanceEnabler> accounts = new TreeMap<>();
        for (int server : servers) {
            int id = accounts.size();
            accounts.put(id, stored(1, id, LwM2mSingleResource.newIntegerResource(0, server)));
        }
        List<LwM2mObjectEnabler> all = new ArrayList<>(List.of(
                enabler(MODELS.getObjectModel(0), Map.of(0, stored(0, 0))),
                enabler(MODELS.getObjectModel(1), accounts),
                enabler(MODELS.getObjectModel(3), Map.of(0, stored(3, 0))),
                enabler(THING_MODEL, Map.of(0, thing(0), 1, thing(1)))));
        all.addAll(more);
        this.tree = new LwM2mObjectTree(enabler -> enabler.init(null, new LinkFormatHelper(LwM2mVersion.V1_1)), all);
    }

    /** With accounts of these short server ids, in the instances 0, 1, 2 and so on of object 1. */
    public static AccessBench withServers(int... servers) {
        return new AccessBench(List.of(new AccessControls(MODELS.getObjectModel(2), StoredInstance::new)), servers);
    }

    /** The same without object 2. */
    public static AccessBench withoutAccessControl(int... servers) {
        return new AccessBench(List.of(), servers);
    }

    /** A management server, whether or not it has an account. */
    public static LwM2mServer server(int id) {
        return new LwM2mServer(null, (long) id, URI.create("coaps://server" + id + ".example"));
    }

    /** An entry with one right alone, by E.3. */
    public static long entry(AccessRight right) {
        return switch (right) {
            case READ -> 1;
            case WRITE -> 2;
            case EXECUTE -> 4;
            case DELETE -> 8;
            case CREATE -> 16;
        };
    }

    private static ResourceModel resource(int id, ResourceModel.Operations operations, ResourceModel.Type type) {
        return new ResourceModel(id, "r" + id, operations, false, false, type, "", "", "");
    }

    private static StoredInstance stored(int object, int id, LwM2mResource... content) {
        StoredInstance instance = new StoredInstance(id, content);
        instance.setModel(MODELS.getObjectModel(object));
        return instance;
    }

    private static LwM2mInstanceEnabler thing(int id) {
        Thing thing = new Thing();
        thing.setId(id);
        thing.setModel(THING_MODEL);
        thing.write(LwM2mServer.SYSTEM, true, 1, LwM2mSingleResource.newIntegerResource(1, id));
        return thing;
    }

    private static final class Thing extends StoredInstance {
        @Override
        public ExecuteResponse execute(LwM2mServer server, int resourceId, Arguments arguments) {
            return ExecuteResponse.success();
        }
    }

    private static ObjectEnabler enabler(ObjectModel model, Map<Integer, LwM2mInstanceEnabler> instances) {
        return new ObjectEnabler(
                model.id,
                model,
                new HashMap<>(instances),
                new BaseInstanceEnablerFactory() {
                    @Override
                    public LwM2mInstanceEnabler create() {
                        return model.id == THING ? new Thing() : new StoredInstance();
                    }
                },
                ContentFormat.SENML_CBOR);
    }

    /** What a bootstrap server writes to object 2. */
    public AccessBench control(AccessControl control) {
        write(tree, control);
        return this;
    }

    /** The same on another device. */
    public static void write(LwM2mObjectTree tree, AccessControl control) {
        var response = tree.getObjectEnabler(2)
                .write(
                        LwM2mServer.SYSTEM,
                        new BootstrapWriteRequest(
                                new LwM2mPath(2, control.id()), control.toInstance(), ContentFormat.SENML_CBOR));
        if (response.isFailure()) {
            throw new AssertionError(response);
        }
    }

    /** The same of an object instance. */
    public AccessBench control(int id, int object, int instance, int owner, Map<Integer, Long> acl) {
        return control(new AccessControl(id, object, instance, new TreeMap<>(acl), owner));
    }

    /** All of object 2, by what it is for. */
    public Map<String, String> controls() {
        Map<String, String> controls = new TreeMap<>();
        AccessObjects.controls(tree)
                .forEach(control -> controls.put(control.target().toString(), control.owner() + " " + control.acl()));
        return controls;
    }
}
