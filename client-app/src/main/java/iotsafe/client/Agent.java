package iotsafe.client;

import iotsafe.bootstrap.Bell;
import iotsafe.bootstrap.Delays;
import iotsafe.bootstrap.DeviceClock;
import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.EnrolmentServer;
import iotsafe.bootstrap.FactoryServer;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowException;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.OtherRegistrations;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.StateStore;
import iotsafe.bootstrap.lwm2m.CoapsEnrolmentServer;
import iotsafe.bootstrap.lwm2m.LineWatch;
import iotsafe.bootstrap.lwm2m.LwM2mDevice;
import iotsafe.bootstrap.lwm2m.LwM2mSettings;
import iotsafe.bootstrap.lwm2m.SmartcardServer;
import iotsafe.bootstrap.store.RenewalOrderFile;
import iotsafe.bootstrap.store.ServerFile;
import iotsafe.bootstrap.store.SessionFile;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.bootstrap.store.StateLock;
import iotsafe.bootstrap.store.StateSeal;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ReaderAddress;
import iotsafe.client.health.Monitor;
import iotsafe.client.health.PulsedManagement;
import iotsafe.client.health.PulsedPause;
import iotsafe.client.health.TimedReader;
import iotsafe.client.objects.DeviceObject;
import iotsafe.client.report.ProvisioningFile;
import iotsafe.client.report.ProvisioningRecorder;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.est.ValidityClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A configured agent: card, LwM2M device and flow, put together. */
public final class Agent implements AutoCloseable {
    /** How often an observer of the time or of memory hears of it, unless its attributes say less often. */
    private static final Duration TICK = Duration.ofSeconds(10);

    private final StateLock lock;
    private final SecureElement card;
    private final StateSeal seal;
    private final LwM2mDevice device;
    private final PulsedManagement management;
    private final OtherRegistrations others;
    private final AgentObjects objects;
    private final Flow flow;
    private final Ticker ticker;

    private Agent(
            StateLock lock,
            SecureElement card,
            StateSeal seal,
            LwM2mDevice device,
            PulsedManagement management,
            OtherRegistrations others,
            AgentObjects objects,
            Flow flow,
            Ticker ticker) {
        this.lock = lock;
        this.card = card;
        this.seal = seal;
        this.device = device;
        this.management = management;
        this.others = others;
        this.objects = objects;
        this.flow = flow;
        this.ticker = ticker;
    }

    /**
     * Puts an agent together; it does nothing yet.
     *
     * @param restart what Reboot and Factory Reset of the Device object end in: the agent begins anew
     * @throws ConfigException if an object of the configuration does not fit its model
     * @throws UnusableFileException if a certificate file of the configuration cannot be read
     * @throws StateInUseException if another agent works with the state folder
     */
    public static Agent of(AgentConfig config, FlowListener listener, Runnable restart)
            throws ConfigException, UnusableFileException, StateInUseException {
        return of(config, monitor(config).with(listener), restart);
    }

    /** The same, with a monitor made by {@link #monitor}, which can have known agents before. */
    public static Agent of(AgentConfig config, Monitor monitor, Runnable restart)
            throws ConfigException, UnusableFileException, StateInUseException {
        return of(config, CardAccess.remembered(config, monitor::exchanged), monitor, restart);
    }

    /** For one agent of this configuration after the other; it also writes down how the device was provisioned. */
    public static Monitor monitor(AgentConfig config) {
        Monitor monitor = new Monitor(config, AgentVersion.text());
        return monitor.with(
                new ProvisioningRecorder(new ProvisioningFile(config.stateDir()), monitor, Clock.systemUTC()));
    }

    /** The same with another reader than the one of the configuration. */
    public static Agent of(AgentConfig config, CardReader reader, FlowListener listener, Runnable restart)
            throws ConfigException, UnusableFileException, StateInUseException {
        Monitor monitor = monitor(config).with(listener);
        return of(config, CardAccess.remembered(config, new TimedReader(reader, monitor::exchanged)), monitor, restart);
    }

    private static Agent of(AgentConfig config, SecureElement card, Monitor monitor, Runnable restart)
            throws ConfigException, UnusableFileException, StateInUseException {
        DeviceClock time = new DeviceClock(Clock.systemUTC(), AgentVersion.built());
        ValidityClock clock = new ValidityClock(time, config.clockTolerance(), time::isUnset);
        Settings settings = AgentSettings.flow(config);
        StateLock lock =
                StateLock.take(config.stateDir()).orElseThrow(() -> new StateInUseException(config.stateDir()));
        StateSeal seal = StateAccess.seal(config, card);
        StateFile state = new StateFile(config.stateDir(), seal);
        AgentObjects objects = new AgentObjects(
                config,
                clock.clock(),
                new DeviceObject.Actions(
                        HostActions.reboot(config.objects(), restart),
                        new FactoryReset(state, HostActions.afterFactoryReset(config.objects(), restart)),
                        Optional.of(time::tell)));
        LwM2mSettings lwm2m = AgentSettings.lwm2m(config);
        CardPsks psks = AgentSettings.cardPsks(config.card(), card);
        Bell bell = new Bell();
        LwM2mDevice device = LwM2mDevice.start(
                lwm2m, objects.all(), clock, psks, monitor.lines(), memory(config, seal, state), bell);
        PulsedManagement management = new PulsedManagement(device.managementServer(), monitor.pulse());
        OtherRegistrations others = new OtherRegistrations(
                device.otherServers(),
                monitor.others(),
                bell,
                duration -> Thread.sleep(duration.toMillis()),
                Delays.USUAL);
        device.whenBootstrapBegins(others::leave);
        Outside outside = new Outside(
                card,
                device.bootstrapServer(),
                management,
                store(config, state, card),
                settings,
                clock,
                new PulsedPause(monitor.pulse(), bell),
                enrolmentServer(config, card, lwm2m, clock, time, monitor.lines()),
                new RenewalOrderFile(config.stateDir()),
                factoryServer(config, lwm2m, psks),
                others);
        objects.start(device);
        Ticker ticker = Ticker.every(TICK, objects::tick);
        monitor.follow(card::exchanges);
        return new Agent(lock, card, seal, device, management, others, objects, new Flow(outside, monitor), ticker);
    }

    /** The card before the configuration (OMA LwM2M Core 6.1.4). */
    private static FactoryServer factoryServer(AgentConfig config, LwM2mSettings lwm2m, CardPsks psks)
            throws UnusableFileException {
        FactoryServer configured = ConfiguredServer.of(config);
        return config.bootstrap().fromCard() ? new SmartcardServer(lwm2m, psks).orElse(configured) : configured;
    }

    private static EnrolmentServer enrolmentServer(
            AgentConfig config,
            SecureElement card,
            LwM2mSettings lwm2m,
            ValidityClock clock,
            DeviceClock time,
            LineWatch watch)
            throws UnusableFileException {
        Optional<AgentConfig.Https> https = config.enrolment().https();
        return https.isPresent()
                ? new HttpsEnrolmentServer(HttpsEnrolment.of(https.get(), clock, time::hear), card)
                : new CoapsEnrolmentServer(lwm2m, clock, watch);
    }

    private static DeviceMemory memory(AgentConfig config, StateSeal seal, StateFile state) {
        Supplier<Optional<CardIdentity>> card = () -> cardOf(state);
        return new DeviceMemory(
                new SessionFile(config.stateDir(), seal, card),
                ServerFile.registrations(config.stateDir(), seal, card),
                ServerFile.attributes(config.stateDir(), seal, card));
    }

    private static Optional<CardIdentity> cardOf(StateFile state) {
        try {
            return state.peek().managed().map(SavedState::card);
        } catch (StateException e) {
            return Optional.empty();
        }
    }

    private static StateStore store(AgentConfig config, StateStore state, SecureElement card) {
        return config.card().reader() instanceof ReaderAddress.Pkcs11
                ? new CertificateOnToken(state, card, config.bootstrap().key())
                : state;
    }

    /**
     * Goes on until the device is registered, without a second try of anything.
     *
     * @throws FlowException if something failed
     */
    public void runOnce() throws FlowException, InterruptedException {
        flow.onceUntilManaged();
    }

    /**
     * Goes on until the device is registered, then renews its certificate, due or not.
     *
     * @return what it is registered with in the end
     * @throws FlowException if something failed
     */
    public SavedState renewOnce() throws FlowException, InterruptedException {
        return flow.onceRenewed().saved();
    }

    /** Goes on until interrupted. */
    public void run() throws InterruptedException {
        flow.run();
    }

    /**
     * Tells the management servers that the device goes, where it is registered. For the thread that ran the agent, before it closes it.
     *
     * @param atMost how long the answers are waited for
     */
    public void deregister(Duration atMost) throws InterruptedException {
        long until = System.nanoTime() + atMost.toNanos();
        management.deregister(atMost);
        others.deregister(Duration.ofNanos(Math.max(0, until - System.nanoTime())));
    }

    /** Lets go of servers and card. The registration stays until it is renewed by the next start, or runs out. */
    @Override
    public void close() {
        ticker.close();
        others.close();
        objects.close();
        try {
            device.close();
        } finally {
            seal.forget();
            card.close();
            lock.close();
        }
    }
}
