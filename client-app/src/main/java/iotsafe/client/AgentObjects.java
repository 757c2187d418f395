package iotsafe.client;

import iotsafe.bootstrap.lwm2m.ServerAccounts;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.objects.ConnectivityMonitoringObject;
import iotsafe.client.objects.DeviceObject;
import iotsafe.client.objects.FixedObject;
import iotsafe.client.objects.Host;
import iotsafe.client.objects.SecurityObject;
import iotsafe.client.objects.ServerObject;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.eclipse.leshan.client.resource.BaseInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.model.InvalidDDFFileException;
import org.eclipse.leshan.core.model.InvalidModelException;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.ContentFormat;

/** The LwM2M objects of a new device: the bootstrap account, no management server yet, and what the host says of itself. */
final class AgentObjects {
    private static final int BOOTSTRAP_URI = 0;
    private static final int IS_BOOTSTRAP_SERVER = 1;
    private static final int SECURITY_MODE = 2;
    private static final long PSK_MODE = 0;
    private static final long CERTIFICATE_MODE = 2;

    /** Of the objects below, no others: to read all that the library knows takes longer than anything else at the start. */
    private static final String[] DEFINITIONS = {"0.xml", "1-1_1.xml", "3.xml", "4.xml"};

    private final LwM2mModel models = new StaticModel(definitions());
    private final DeviceObject device;
    private final List<LwM2mObjectEnabler> all;

    AgentObjects(AgentConfig config, Clock clock, DeviceObject.Actions actions) {
        Host host = Host.local();
        this.device = new DeviceObject(config.device(), AgentVersion.text(), host, clock, actions);
        this.all = List.of(
                object(LwM2mId.SECURITY, Map.of(0, bootstrapAccount(config)), SecurityObject::new),
                new ServerAccounts(models.getObjectModel(LwM2mId.SERVER), ServerObject::new),
                new FixedObject(models.getObjectModel(LwM2mId.DEVICE), device),
                new FixedObject(
                        models.getObjectModel(LwM2mId.CONNECTIVITY_MONITORING),
                        new ConnectivityMonitoringObject(host)));
    }

    static List<ObjectModel> definitions() {
        try {
            return ObjectLoader.loadDdfResources("/models/", DEFINITIONS);
        } catch (IOException | InvalidModelException | InvalidDDFFileException e) {
            throw new IllegalStateException("the LwM2M library lacks definitions that it had", e);
        }
    }

    /** One enabler an object. */
    List<LwM2mObjectEnabler> all() {
        return all;
    }

    /** Tells observers what changed since the last call: the time, memory, batteries. */
    void tick() {
        device.tick();
    }

    private LwM2mInstanceEnabler bootstrapAccount(AgentConfig config) {
        SecurityObject account = new SecurityObject(
                0,
                LwM2mSingleResource.newStringResource(
                        BOOTSTRAP_URI, config.bootstrap().uri().toString()),
                LwM2mSingleResource.newBooleanResource(IS_BOOTSTRAP_SERVER, true),
                LwM2mSingleResource.newIntegerResource(
                        SECURITY_MODE, config.bootstrap().pskIdentity().isPresent() ? PSK_MODE : CERTIFICATE_MODE));
        account.setModel(models.getObjectModel(LwM2mId.SECURITY));
        return account;
    }

    private ObjectEnabler object(
            int id, Map<Integer, LwM2mInstanceEnabler> instances, Supplier<LwM2mInstanceEnabler> fresh) {
        return new ObjectEnabler(
                id, models.getObjectModel(id), new HashMap<>(instances), new Factory(fresh), ContentFormat.SENML_CBOR);
    }

    private static final class Factory extends BaseInstanceEnablerFactory {
        private final Supplier<LwM2mInstanceEnabler> fresh;

        Factory(Supplier<LwM2mInstanceEnabler> fresh) {
            this.fresh = fresh;
        }

        @Override
        public LwM2mInstanceEnabler create() {
            return fresh.get();
        }
    }
}
