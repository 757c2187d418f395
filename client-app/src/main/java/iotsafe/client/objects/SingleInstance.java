package iotsafe.client.objects;

import org.eclipse.leshan.client.resource.BaseInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.ObjectsInitializer;

/** An object with one instance, built by us: the library asks for a factory all the same, and calls it if a server deleted it. */
public final class SingleInstance extends BaseInstanceEnablerFactory {
    private final LwM2mInstanceEnabler instance;

    private SingleInstance(LwM2mInstanceEnabler instance) {
        this.instance = instance;
    }

    /** Makes {@code instance} the one of object {@code objectId}. */
    public static void install(ObjectsInitializer objects, int objectId, LwM2mInstanceEnabler instance) {
        objects.setInstancesForObject(objectId, instance);
        objects.setFactoryForObject(objectId, new SingleInstance(instance));
    }

    /** The same instance again. */
    @Override
    public LwM2mInstanceEnabler create() {
        return instance;
    }
}
