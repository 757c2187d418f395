package iotsafe.bootstrap.lwm2m;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.eclipse.leshan.client.resource.BaseInstanceEnabler;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.ResourceModel;
import org.eclipse.leshan.core.node.LwM2mResource;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.response.ReadResponse;
import org.eclipse.leshan.core.response.WriteResponse;

/** An object of a test: 1 a measurement, 2 an alarm, 3 and 4 settings, 5 one that takes no other value than "good", 6 a silent measurement. */
public final class Meter extends BaseInstanceEnabler {
    static final int OBJECT = 7777;
    static final ObjectModel MODEL = model();

    private final Map<Integer, LwM2mResource> resources = new ConcurrentSkipListMap<>();

    Meter() {
        resources.put(1, LwM2mSingleResource.newFloatResource(1, 20.0));
        resources.put(2, LwM2mSingleResource.newBooleanResource(2, false));
        resources.put(3, LwM2mSingleResource.newIntegerResource(3, 3));
        resources.put(6, LwM2mSingleResource.newFloatResource(6, 0.0));
        setId(0);
        setModel(MODEL);
    }

    private static ObjectModel model() {
        Map<Integer, ResourceModel> resources = new TreeMap<>();
        resources.put(1, resource(1, ResourceModel.Operations.R, ResourceModel.Type.FLOAT));
        resources.put(2, resource(2, ResourceModel.Operations.R, ResourceModel.Type.BOOLEAN));
        resources.put(3, resource(3, ResourceModel.Operations.RW, ResourceModel.Type.INTEGER));
        resources.put(4, resource(4, ResourceModel.Operations.RW, ResourceModel.Type.STRING));
        resources.put(5, resource(5, ResourceModel.Operations.RW, ResourceModel.Type.STRING));
        resources.put(6, resource(6, ResourceModel.Operations.R, ResourceModel.Type.FLOAT));
        return new ObjectModel(
                OBJECT, "Meter", "", ObjectModel.DEFAULT_VERSION, true, false, resources.values(), "", "", "");
    }

    private static ResourceModel resource(int id, ResourceModel.Operations operations, ResourceModel.Type type) {
        return new ResourceModel(id, "r" + id, operations, false, false, type, "", "", "");
    }

    /** A meter of many resources: of each id below this one. */
    void has(int resourcesBelow) {
        for (int id = 0; id < resourcesBelow; id++) {
            resources.putIfAbsent(id, LwM2mSingleResource.newIntegerResource(id, 0));
        }
    }

    void measure(double value) {
        resources.put(1, LwM2mSingleResource.newFloatResource(1, value));
        fireResourceChange(1);
    }

    void alarm(boolean value) {
        resources.put(2, LwM2mSingleResource.newBooleanResource(2, value));
        fireResourceChange(2);
    }

    void measureSilently(double value) {
        resources.put(6, LwM2mSingleResource.newFloatResource(6, value));
    }

    @Override
    public ReadResponse read(LwM2mServer server, int id) {
        LwM2mResource resource = resources.get(id);
        return resource == null ? ReadResponse.notFound() : ReadResponse.success(resource);
    }

    @Override
    public WriteResponse write(LwM2mServer server, boolean replace, int id, LwM2mResource value) {
        if (id == 5 && !value.getValue().equals("good")) {
            return WriteResponse.badRequest("not good");
        }
        resources.put(id, value);
        fireResourceChange(id);
        return WriteResponse.success();
    }

    @Override
    public void reset(int id) {
        resources.remove(id);
    }

    @Override
    public List<Integer> getAvailableResourceIds(ObjectModel model) {
        return new ArrayList<>(resources.keySet());
    }
}
