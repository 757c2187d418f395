package iotsafe.bootstrap.lwm2m;

import java.util.Arrays;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.listener.ObjectsListenerAdapter;
import org.eclipse.leshan.core.node.LwM2mPath;

/** Tells the flow of changes in the objects that are saved. */
final class SavedObjectsListener extends ObjectsListenerAdapter {
    private final FlowEngine engine;

    SavedObjectsListener(FlowEngine engine) {
        this.engine = engine;
    }

    @Override
    public void resourceChanged(LwM2mPath... paths) {
        if (Arrays.stream(paths).anyMatch(path -> ObjectsSnapshot.holds(path.getObjectId()))) {
            engine.changed();
        }
    }

    @Override
    public void objectInstancesAdded(LwM2mObjectEnabler object, int... ids) {
        instancesChanged(object);
    }

    @Override
    public void objectInstancesRemoved(LwM2mObjectEnabler object, int... ids) {
        instancesChanged(object);
    }

    private void instancesChanged(LwM2mObjectEnabler object) {
        if (ObjectsSnapshot.holds(object.getId())) {
            engine.changed();
        }
    }
}
