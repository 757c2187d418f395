package iotsafe.client.e2e;

import static iotsafe.credentials.CredentialUri.parse;

import iotsafe.bootstrap.Delays;
import iotsafe.bootstrap.DeviceClock;
import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.Registering;
import iotsafe.bootstrap.RenewalOrders;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.lwm2m.CoapsEnrolmentServer;
import iotsafe.bootstrap.lwm2m.LwM2mDevice;
import iotsafe.bootstrap.lwm2m.LwM2mSettings;
import iotsafe.bootstrap.lwm2m.ServerAccounts;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.client.AgentVersion;
import iotsafe.client.Logging;
import iotsafe.client.objects.FixedObject;
import iotsafe.client.objects.SecurityObject;
import iotsafe.client.objects.ServerObject;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri.OnCard;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.credentials.jca.IotSafeProvider;
import iotsafe.est.ValidityClock;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.leshan.client.object.Device;
import org.eclipse.leshan.client.resource.BaseInstanceEnablerFactory;
import org.eclipse.leshan.client.resource.LwM2mInstanceEnabler;
import org.eclipse.leshan.client.resource.LwM2mObjectEnabler;
import org.eclipse.leshan.client.resource.ObjectEnabler;
import org.eclipse.leshan.core.model.LwM2mModel;
import org.eclipse.leshan.core.model.ObjectLoader;
import org.eclipse.leshan.core.model.StaticModel;
import org.eclipse.leshan.core.node.LwM2mSingleResource;
import org.eclipse.leshan.core.request.ContentFormat;

/** The agent's parts in this process, over a card of the test's own: it registers with real servers, with hardly a delay between tries. */
final class DeviceInMemory implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    /** Instead of the minute that an account has by default between two attempts (/1/x/18). */
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(100);

    private static final Delays TINY = new Delays(
            new Delays.Range(Duration.ofMillis(1), Duration.ofMillis(100)),
            new Delays.Range(Duration.ofMillis(2), Duration.ofMillis(100)));
    private static final LwM2mModel MODELS = new StaticModel(ObjectLoader.loadDefault());

    static {
        Logging.quiet();
        IotSafeProvider.install();
        Configuration.createStandardWithoutFile();
    }

    private final SecureElement card;
    private final Supplier<LwM2mDevice> start;
    private LwM2mDevice device;
    private final StateFile state;
    private final Settings settings;
    private final LwM2mSettings settingsOfLine;
    private final ValidityClock clock;
    private final List<Throwable> failures = new ArrayList<>();

    DeviceInMemory(SecureElement card, Path stateFolder, URI bootstrapServer) {
        this(card, stateFolder, bootstrapServer, Clock.systemUTC(), PATIENCE);
    }

    /** With a host's clock, and the time that one answer may take. */
    DeviceInMemory(SecureElement card, Path stateFolder, URI bootstrapServer, Clock host, Duration patience) {
        this.card = card;
        DeviceClock time = new DeviceClock(host, AgentVersion.built());
        this.clock = new ValidityClock(time, Duration.ofMinutes(5), time::isUnset);
        this.state = new StateFile(stateFolder);
        this.settings = new Settings(
                Optional.empty(),
                bootstrapServer,
                (OnCard) parse("iotsafe:type=private;id=01"),
                List.of(CertificateSource.onCard((OnCard) parse("iotsafe:type=file;id=02"))),
                List.of(CertificateSource.onCard((OnCard) parse("iotsafe:type=file;id=03"))),
                List.of((OnCard) parse("iotsafe:type=private;id=05")),
                EnrolmentPolicy.MODE_4,
                Duration.ofMinutes(1),
                RenewalPolicy.USUAL);
        this.settingsOfLine =
                new LwM2mSettings(bootstrapServer, Optional.empty(), Optional.empty(), patience, patience);
        this.start = () -> LwM2mDevice.start(settingsOfLine, objects(bootstrapServer), clock, CardPsks.usual(card));
        this.device = start.get();
    }

    private static List<LwM2mObjectEnabler> objects(URI bootstrapServer) {
        SecurityObject account = new SecurityObject(
                0,
                LwM2mSingleResource.newStringResource(0, bootstrapServer.toString()),
                LwM2mSingleResource.newBooleanResource(1, true),
                LwM2mSingleResource.newIntegerResource(2, 2));
        account.setModel(MODELS.getObjectModel(0));
        return List.of(
                accounts(account),
                new ServerAccounts(MODELS.getObjectModel(1), ServerObject::new),
                new FixedObject(MODELS.getObjectModel(3), new Device("E2E Works", "in memory", "1")));
    }

    private static ObjectEnabler accounts(SecurityObject first) {
        return new ObjectEnabler(
                0,
                MODELS.getObjectModel(0),
                new HashMap<>(Map.of(0, first)),
                new BaseInstanceEnablerFactory() {
                    @Override
                    public LwM2mInstanceEnabler create() {
                        return new SecurityObject();
                    }
                },
                ContentFormat.SENML_CBOR);
    }

    /**
     * From the beginning, as after a start of the process, until it is registered.
     *
     * @param atFailure is told of each failure; may interrupt the thread to end it
     */
    SavedState untilManaged(Consumer<Throwable> atFailure) {
        return untilManaged(state -> {}, atFailure);
    }

    /** As above, and told of each state that it reaches. */
    SavedState untilManaged(Consumer<DeviceState> atState, Consumer<Throwable> atFailure) {
        List<SavedState> registered = new ArrayList<>();
        FlowListener listener = new FlowListener() {
            @Override
            public void reached(DeviceState reached, Duration took, long exchanges) {
                atState.accept(reached);
                if (reached instanceof Managed managed) {
                    registered.add(managed.saved());
                    Thread.currentThread().interrupt();
                }
            }

            @Override
            public void failed(DeviceState next, Throwable failure, Duration pause) {
                failures.add(failure);
                atFailure.accept(failure);
            }
        };
        try {
            flow(listener).run();
        } catch (InterruptedException stopped) {
            // at the moment it was registered, or when the test had seen enough
        }
        return registered.isEmpty() ? notRegistered() : registered.get(0);
    }

    /** What the flow does once registration and association are lost: one step, without a second try. */
    DeviceState afterLosingItsAssociation(SavedState managed) throws Exception {
        device.close();
        device = start.get();
        return new Registering(managed).next(outside());
    }

    private SavedState notRegistered() {
        AssertionError error = new AssertionError("not registered; " + sentences());
        failures.forEach(error::addSuppressed);
        throw error;
    }

    /** At its beginning, as after a start of the process. */
    Flow flow(FlowListener listener) {
        return new Flow(outside(), listener, TINY);
    }

    private Outside outside() {
        return new Outside(
                card,
                device.bootstrapServer(),
                device.managementServer(),
                state,
                settings,
                clock,
                duration -> Thread.sleep(Math.min(duration.toMillis(), LONGEST_PAUSE.toMillis())),
                new CoapsEnrolmentServer(settingsOfLine, clock),
                RenewalOrders.NONE);
    }

    /** What failed on the way. */
    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    /** What failed on the way, in the words that a person reads. */
    List<String> sentences() {
        return failures.stream()
                .map(failure -> String.valueOf(failure.getMessage()))
                .toList();
    }

    @Override
    public void close() {
        device.close();
        card.close();
    }
}
