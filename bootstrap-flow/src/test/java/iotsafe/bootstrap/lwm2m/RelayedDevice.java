package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.Bell;
import iotsafe.bootstrap.Delays;
import iotsafe.bootstrap.DeviceMemory;
import iotsafe.bootstrap.EnrolmentPolicy;
import iotsafe.bootstrap.Events;
import iotsafe.bootstrap.Flow;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.Outside;
import iotsafe.bootstrap.RenewalOrders;
import iotsafe.bootstrap.RenewalPolicy;
import iotsafe.bootstrap.SettableClock;
import iotsafe.bootstrap.Settings;
import iotsafe.bootstrap.SoftCard;
import iotsafe.bootstrap.StateStore;
import iotsafe.bootstrap.TestCa;
import iotsafe.bootstrap.World;
import iotsafe.credentials.CertificateSource;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.dtls.CardPsks;
import iotsafe.est.ValidityClock;
import iotsafe.testbed.relay.Fates;
import iotsafe.testbed.relay.Relay;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.scandium.config.DtlsConfig;

/** A card, a clock that is moved by hand and a server that issues certificates for 90 days; between device and server, a relay. */
final class RelayedDevice implements AutoCloseable {
    static final Duration LIFETIME = Duration.ofDays(90);
    /** For the answer to one request, the handshake included. */
    static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);

    private static final Delays SOON = new Delays(
            new Delays.Range(Duration.ofMillis(10), Duration.ofMillis(100)),
            new Delays.Range(Duration.ofMillis(10), Duration.ofMillis(100)));

    final Events events = new Events();
    final SettableClock clock = new SettableClock(TestCa.NOW);
    final Events exchanges = new Events();
    final SoftCard card = new SoftCard(exchanges);
    final LwM2mPeer peer;
    final Relay relay;
    /** Whatever an account says of the time between two attempts. */
    Duration longestPause = Duration.ofDays(1);

    private final TestCa ca = TestCa.root("CN=Operator CA");
    private final List<CredentialUri.OnCard> containers;

    RelayedDevice(Fates fates, CredentialUri.OnCard... containers) throws Exception {
        this.containers = List.of(containers);
        card.put(
                World.FACTORY_CERTIFICATE,
                ca.client("CN=dev1", card.put(World.FACTORY_KEY), TestCa.ALWAYS).getEncoded());
        peer = new LwM2mPeer(events, ca, RelayedDevice::quick);
        // their beginning is judged by the peer's library, which has a clock of its own
        peer.issues(() -> new TestCa.Dates(TestCa.ALWAYS.from(), clock.instant().plus(LIFETIME)));
        relay = Relay.to(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(), peer.uri().getPort()),
                fates,
                0);
        peer.writesAccountOf(uri());
    }

    private URI uri() {
        return URI.create("coaps://127.0.0.1:" + relay.address().getPort());
    }

    /** A process from its start until the thread is interrupted, or something on its way throws an error. */
    void run(StateStore store, FlowListener listener) throws InterruptedException {
        ValidityClock validity = ValidityClock.of(clock);
        LwM2mSettings settings =
                new LwM2mSettings(uri(), Optional.empty(), Optional.empty(), REQUEST_TIMEOUT, Duration.ofSeconds(10));
        LwM2mDevice device = LwM2mDevice.start(
                settings,
                Objects.ofWorkingDevice(),
                validity,
                CardPsks.usual(card),
                LineWatch.NONE,
                DeviceMemory.NONE,
                new Bell(),
                RelayedDevice::quick);
        try {
            new Flow(
                            new Outside(
                                    card,
                                    device.bootstrapServer(),
                                    device.managementServer(),
                                    store,
                                    settings(),
                                    validity,
                                    pause -> Thread.sleep(Math.min(pause.toMillis(), longestPause.toMillis())),
                                    new CoapsEnrolmentServer(settings, validity, LineWatch.NONE, RelayedDevice::quick),
                                    RenewalOrders.NONE),
                            listener,
                            SOON)
                    .run();
        } finally {
            Thread.interrupted();
            device.close();
            card.powerUp();
        }
    }

    private Settings settings() {
        return new Settings(
                Optional.empty(),
                uri(),
                World.FACTORY_KEY,
                List.of(CertificateSource.onCard(World.FACTORY_CERTIFICATE)),
                List.of(CertificateSource.known(List.of(ca.certificate()))),
                containers,
                EnrolmentPolicy.MODE_4,
                Duration.ofHours(1),
                RenewalPolicy.USUAL);
    }

    @Override
    public void close() {
        peer.close();
        relay.close();
    }

    /** Of a path on one machine: what is lost is sent again soon, and often. */
    private static void quick(Configuration configuration) {
        configuration.set(CoapConfig.ACK_TIMEOUT, 50, TimeUnit.MILLISECONDS);
        configuration.set(CoapConfig.ACK_TIMEOUT_SCALE, 1.2f);
        configuration.set(CoapConfig.MAX_RETRANSMIT, 16);
        configuration.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT, 50, TimeUnit.MILLISECONDS);
        configuration.set(DtlsConfig.DTLS_RETRANSMISSION_TIMEOUT_SCALE, 1.2f);
        configuration.set(DtlsConfig.DTLS_MAX_RETRANSMISSIONS, 16);
    }
}
