package iotsafe.client;

import iotsafe.bootstrap.DeviceClock;
import iotsafe.bootstrap.EnrolmentServer;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowException;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.StateStore;
import iotsafe.bootstrap.lwm2m.CoapsEnrolmentServer;
import iotsafe.bootstrap.lwm2m.LwM2mDevice;
import iotsafe.bootstrap.lwm2m.LwM2mSettings;
import iotsafe.bootstrap.store.RenewalOrderFile;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.bootstrap.store.StateLock;
import iotsafe.client.config.AgentConfig;
import iotsafe.client.config.ConfigException;
import iotsafe.client.config.ReaderAddress;
import iotsafe.client.objects.DeviceObject;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.est.ValidityClock;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/** A configured agent: card, LwM2M device and flow, put together. */
public final class Agent implements AutoCloseable {
    /** How often an observer of the time or of memory hears of it, unless its attributes say less often. */
    private static final Duration TICK = Duration.ofSeconds(10);

    private final StateLock lock;
    private final SecureElement card;
    private final LwM2mDevice device;
    private final AgentObjects objects;
    private final Flow flow;
    private final Ticker ticker;

    private Agent(
            StateLock lock, SecureElement card, LwM2mDevice device, AgentObjects objects, Flow flow, Ticker ticker) {
        this.lock = lock;
        this.card = card;
        this.device = device;
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
        return of(config, CardAccess.remembered(config), listener, restart);
    }

    /** The same with another reader than the one of the configuration. */
    public static Agent of(AgentConfig config, CardReader reader, FlowListener listener, Runnable restart)
            throws ConfigException, UnusableFileException, StateInUseException {
        return of(config, CardAccess.remembered(config, reader), listener, restart);
    }

    private static Agent of(AgentConfig config, SecureElement card, FlowListener listener, Runnable restart)
            throws ConfigException, UnusableFileException, StateInUseException {
        DeviceClock time = new DeviceClock(Clock.systemUTC(), AgentVersion.built());
        ValidityClock clock = new ValidityClock(time, config.clockTolerance(), time::isUnset);
        Settings settings = AgentSettings.flow(config);
        StateLock lock =
                StateLock.take(config.stateDir()).orElseThrow(() -> new StateInUseException(config.stateDir()));
        StateFile state = new StateFile(config.stateDir());
        AgentObjects objects = new AgentObjects(
                config,
                clock.clock(),
                new DeviceObject.Actions(
                        HostActions.reboot(config.objects(), restart),
                        new FactoryReset(state, HostActions.afterFactoryReset(config.objects(), restart)),
                        Optional.of(time::tell)));
        LwM2mSettings lwm2m = AgentSettings.lwm2m(config);
        LwM2mDevice device =
                LwM2mDevice.start(lwm2m, objects.all(), clock, AgentSettings.cardPsks(config.card(), card));
        Outside outside = new Outside(
                card,
                device.bootstrapServer(),
                device.managementServer(),
                store(config, state, card),
                settings,
                clock,
                duration -> Thread.sleep(duration.toMillis()),
                enrolmentServer(config, card, lwm2m, clock),
                new RenewalOrderFile(config.stateDir()));
        objects.start(device);
        Ticker ticker = Ticker.every(TICK, objects::tick);
        return new Agent(lock, card, device, objects, new Flow(outside, listener), ticker);
    }

    private static EnrolmentServer enrolmentServer(
            AgentConfig config, SecureElement card, LwM2mSettings lwm2m, ValidityClock clock)
            throws UnusableFileException {
        Optional<AgentConfig.Https> https = config.enrolment().https();
        return https.isPresent()
                ? new HttpsEnrolmentServer(HttpsEnrolment.of(https.get(), clock), card)
                : new CoapsEnrolmentServer(lwm2m, clock);
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

    /** Lets go of servers and card. The registration stays until it is renewed by the next start, or runs out. */
    @Override
    public void close() {
        ticker.close();
        objects.close();
        try {
            device.close();
        } finally {
            card.close();
            lock.close();
        }
    }
}
