package iotsafe.client;

import iotsafe.bootstrap.lwm2m.AccessControls;
import iotsafe.bootstrap.lwm2m.LwM2mDevice;
import iotsafe.bootstrap.lwm2m.ObjectDefinitions;
import iotsafe.bootstrap.lwm2m.ServerAccounts;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ManagedObjects;
import iotsafe.client.objects.AccessControlObject;
import iotsafe.client.objects.ConnectivityMonitoringObject;
import iotsafe.client.objects.ConnectivityStatisticsObject;
import iotsafe.client.objects.DeviceObject;
import iotsafe.client.objects.FixedObject;
import iotsafe.client.objects.Host;
import iotsafe.client.objects.LocationObject;
import iotsafe.client.objects.MappedObjects;
import iotsafe.client.objects.SecurityObject;
import iotsafe.client.objects.ServerObject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.leshan.client.resource.BaseInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectModel;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.ContentFormat;

/** The LwM2M objects of a new device: the bootstrap account, no management server yet, and what the host says of itself. */
final class AgentObjects implements AutoCloseable {
    private static final int BOOTSTRAP_URI = 0;
    private static final int IS_BOOTSTRAP_SERVER = 1;
    private static final int SECURITY_MODE = 2;
    private static final long PSK_MODE = 0;
    private static final long CERTIFICATE_MODE = 2;

    /** Of the objects below, no others: to read all that the library knows takes longer than anything else at the start. */
    private static final String[] DEFINITIONS = {
        "0.xml", "1-1_1.xml", "2.xml", "3.xml", "4.xml", "5.xml", "6.xml", "7.xml"
    };

    private final LwM2mModel models = new StaticModel(definitions());
    private final DeviceObject device;
    private final Optional<LocationObject> location;
    private final Optional<FirmwareParts> firmware;
    private final MappedObjects mapped;
    private final ConnectivityStatisticsObject statistics = new ConnectivityStatisticsObject();
    private final List<LwM2mObjectEnabler> all;

    AgentObjects(AgentConfig config, Clock clock, DeviceObject.Actions actions)
            throws ConfigException, UnusableFileException {
        Host host = Host.local();
        ManagedObjects managed = config.objects();
        this.mapped = new MappedObjects(managed.mapped());
        this.device = new DeviceObject(config.device(), AgentVersion.text(), host, clock, actions);
        this.location = managed.location().map(source -> new LocationObject(source, clock));
        this.firmware = managed.firmware().isEmpty()
                ? Optional.empty()
                : Optional.of(FirmwareParts.of(
                        managed.firmware().get(),
                        config.stateDir(),
                        actions.reboot(),
                        managed.reboot().isPresent(),
                        host::boot));
        this.all = new ArrayList<>(List.of(
                object(LwM2mId.SECURITY, Map.of(0, bootstrapAccount(config)), SecurityObject::new),
                new ServerAccounts(models.getObjectModel(LwM2mId.SERVER), ServerObject::new),
                new AccessControls(models.getObjectModel(LwM2mId.ACCESS_CONTROL), AccessControlObject::new),
                new FixedObject(models.getObjectModel(LwM2mId.DEVICE), device),
                new FixedObject(
                        models.getObjectModel(LwM2mId.CONNECTIVITY_MONITORING), new ConnectivityMonitoringObject(host)),
                new FixedObject(models.getObjectModel(LwM2mId.CONNECTIVITY_STATISTICS), statistics)));
        firmware.ifPresent(parts -> all.add(new FixedObject(models.getObjectModel(LwM2mId.FIRMWARE), parts.object())));
        location.ifPresent(object -> all.add(new FixedObject(models.getObjectModel(LwM2mId.LOCATION), object)));
        all.addAll(mapped.enablers());
    }

    static List<ObjectModel> definitions() {
        return ObjectDefinitions.of(DEFINITIONS);
    }

    /** One enabler an object. */
    List<LwM2mObjectEnabler> all() {
        return List.copyOf(all);
    }

    /** Goes on with what an earlier run has left, now that the device has lines to servers. */
    void start(LwM2mDevice lines) {
        lines.watch(statistics);
        firmware.ifPresent(parts -> parts.start(lines.files()));
    }

    /** Tells observers what changed since the last call: the time, memory, batteries, the place. */
    void tick() {
        device.tick();
        location.ifPresent(LocationObject::tick);
    }

    @Override
    public void close() {
        mapped.close();
        firmware.ifPresent(FirmwareParts::close);
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
