package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.Managed;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.TestBed.Server;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.sim.SimMemory;
import iotsafe.sim.SoftwareSim;
import iotsafe.testbed.relay.Fate;
import iotsafe.testbed.relay.Relay;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What can happen to a device that is under management. Each time it is so again without a person: the server reads it by a new request; and what
 * was acknowledged before is still so. The module's README lists all faults, and where else one of them is shown.
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class FaultMatrixTest {
    /** With so short a lifetime (/1/x/1) the device updates every two seconds. */
    private static final int LIFETIME = 10;

    private static final int LONG_LIFETIME = 3600;

    /** What the bootstrap server writes. */
    private static final int BOOTSTRAPPED_LIFETIME = 300;

    /** For one answer; then the server is taken for silent. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final Duration TEN_YEARS = Duration.ofDays(3653);

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Server bootstrapServer;

    @AutoClose
    private final Relay way;

    FaultMatrixTest(Shared shared) throws IOException {
        this.shared = shared;
        this.way = Relay.to(
                new InetSocketAddress(
                        InetAddress.getLoopbackAddress(),
                        shared.server().management().getPort()),
                () -> Fate.PASS,
                0);
        this.bootstrapServer = bootstrapServer(
                "--management-uri", "coaps://127.0.0.1:" + way.address().getPort());
    }

    private Server bootstrapServer(String... options) throws IOException {
        return new TestBed(stage, shared.bed().folder()).serve("bootstrap-server", options);
    }

    /** A device, what it keeps, and what its server was told to be done. */
    private final class Subject {
        final String endpoint;
        final Path state = stage.newFolder();
        final SimMemory memory;
        final URI server;
        final Shifted clock = new Shifted();

        Subject(String endpoint, URI server) throws IOException, InterruptedException {
            this.endpoint = endpoint;
            this.server = server;
            this.memory = SimMemory.load(
                    Sim.fromFactory(stage.newFolder(), shared.bed(), endpoint).file());
            shared.management().admit(endpoint);
        }

        /** A process from its start on. */
        RunningDevice start() {
            return start(state);
        }

        RunningDevice start(Path folder) {
            SoftwareSim sim = SoftwareSim.inMemory(memory);
            SecureElement card = new IotSafeApplet(() -> CardConnection.over("a reader", sim::process));
            return new RunningDevice(new DeviceInMemory(card, folder, server, clock, PATIENCE));
        }

        /** Has the server write something, which is acknowledged. */
        void write(int lifetime) throws IOException, InterruptedException {
            assertThat(ask("PUT", "/1/0/1", "{\"id\":1,\"value\":%d}".formatted(lifetime)))
                    .containsEntry("success", true);
        }

        /** Both that have to be so after each fault. */
        void isManaged(SavedState before, int lifetime) throws StateException {
            await().atMost(Program.PATIENCE).ignoreExceptions().untilAsserted(() -> {
                assertThat(ask("GET", "/3/0", "")).containsEntry("success", true);
                assertThat(ask("GET", "/1/0/1", "").get("content")).asString().contains("value=" + lifetime);
            });
            assertThat(serial(saved())).isEqualTo(serial(before));
        }

        private SavedState saved() throws StateException {
            return new StateFile(state).peek().managed().orElseThrow();
        }

        Map<String, Object> ask(String method, String path, String body) throws IOException, InterruptedException {
            return shared.management().ask(method, endpoint, path, body);
        }

        long bootstraps() throws IOException {
            return shared.bed().bootstraps(endpoint);
        }

        List<Map<String, Object>> events() throws IOException {
            return shared.bed().events(endpoint);
        }
    }

    /** The host's clock, set by somebody. */
    private static final class Shifted extends Clock {
        volatile Duration by = Duration.ZERO;

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(by);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException();
        }
    }

    private static BigInteger serial(SavedState state) {
        return state.certificate().getSerialNumber();
    }

    private Subject subject(String endpoint) throws IOException, InterruptedException {
        return new Subject(endpoint, bootstrapServer.bootstrap());
    }

    /** OMA LwM2M Core 6.2.2: a registration of the same name from elsewhere takes its place, and is not updated by this one. */
    @Test
    void the_server_has_lost_the_registration() throws Exception {
        Subject subject = subject("unregistered-device");
        try (RunningDevice device = subject.start()) {
            SavedState before = device.awaitRegistration(1).saved();
            subject.write(LIFETIME);
            Path copy = stage.newFolder();
            Files.copy(subject.state.resolve("state"), copy.resolve("state"));
            try (RunningDevice twin = subject.start(copy)) {
                Managed unused = twin.awaitRegistration(1);
            }
            Managed again = device.awaitRegistration(2);
            assertThat(again.registration().location()).isNotEmpty();
            subject.isManaged(before, LIFETIME);
        }
        assertThat(subject.bootstraps()).isOne();
    }

    /** A network that gives another address, and so another port, too; this server has no Connection IDs (RFC 9146). */
    @Test
    void the_device_comes_from_another_address() throws Exception {
        Subject subject = subject("moved-device");
        try (RunningDevice device = subject.start()) {
            SavedState before = device.awaitRegistration(1).saved();
            subject.write(LIFETIME);
            way.moveTo(InetAddress.getByName("127.0.0.2"));
            assertThat(device.awaitRegistration(2)).isNotNull();
            subject.isManaged(before, LIFETIME);
        }
        assertThat(subject.bootstraps()).isOne();
    }

    /** OMA LwM2M Core 6.1.7: a session is one transaction; what was in force is so again after each that failed, and the next good one works. */
    @Test
    void the_bootstrap_server_answers_nonsense_in_each_write_and_delete() throws Exception {
        Server nonsense =
                bootstrapServer("--management-uri", shared.server().management().toString(), "--weather", "nonsense");
        Subject subject = new Subject("nonsense-device", nonsense.bootstrap());
        Map<String, String> outcomes = new LinkedHashMap<>();
        try (RunningDevice device = subject.start()) {
            SavedState before = device.awaitRegistration(1).saved();
            subject.write(LONG_LIFETIME);
            boolean isFair = false;
            while (!isFair) {
                int registrations = device.registrations();
                int seen = subject.events().size();
                assertThat(subject.ask("POST", "/1/0/9", "")).containsEntry("success", true);
                SavedState after = device.awaitRegistration(registrations + 1).saved();

                List<Map<String, Object>> session =
                        subject.events().subList(seen, subject.events().size());
                boolean isFinished = names(session).contains("bootstrap-finished");
                isFair = !names(session).contains("bootstrap-nonsense");
                subject.isManaged(isFinished ? after : before, isFinished ? BOOTSTRAPPED_LIFETIME : LONG_LIFETIME);
                if (isFinished) {
                    assertThat(serial(after)).isNotEqualTo(serial(before));
                    before = after;
                    subject.write(LONG_LIFETIME);
                }
                outcomes.put(
                        session.stream()
                                .map(event -> String.valueOf(event.getOrDefault("what", "")))
                                .collect(Collectors.joining()),
                        isFinished ? "finished" : "undone");
            }
        }
        assertThat(outcomes).containsEntry("", "finished").hasSizeGreaterThan(15);
        assertThat(outcomes.entrySet().stream()
                        .filter(one ->
                                one.getKey().contains("WRITE") || one.getKey().contains("ACCOUNT"))
                        .map(Map.Entry::getValue))
                .containsOnly("undone");
    }

    private static List<String> names(List<Map<String, Object>> events) {
        return events.stream().map(event -> String.valueOf(event.get("event"))).toList();
    }

    /** Everybody's certificates have ended then, or not begun: nobody is believed, and nothing is given up. */
    @Test
    void the_clock_jumps_ten_years_ahead_and_back_while_managed_and_over_a_restart() throws Exception {
        Subject subject = subject("time-travelling-device");
        SavedState before;
        try (RunningDevice device = subject.start()) {
            before = device.awaitRegistration(1).saved();
            subject.write(LONG_LIFETIME);
            subject.clock.by = TEN_YEARS;
            device.awaitFailures(1); // of a renewal: the certificate has ended by this clock
            subject.isManaged(before, LONG_LIFETIME);
            subject.clock.by = TEN_YEARS.negated();
            subject.isManaged(before, LONG_LIFETIME);
            subject.clock.by = TEN_YEARS;
        }
        try (RunningDevice device = subject.start()) {
            device.awaitFailures(3); // neither server's certificate is good by this clock
            assertThat(device.registrations()).isZero();
            // somebody sets it, and nobody does anything else
            device.whenFailed("CardReady", () -> subject.clock.by = Duration.ZERO);
            assertThat(device.awaitRegistration(1)).isNotNull();
            subject.isManaged(before, LONG_LIFETIME);
        }
        subject.clock.by = TEN_YEARS.negated();
        try (RunningDevice device = subject.start()) {
            assertThat(device.awaitRegistration(1)).isNotNull();
            subject.isManaged(before, LONG_LIFETIME);
        }
        assertThat(subject.bootstraps()).isOne();
    }

    /** {@code PowerFailureTest} cuts the file at every length; here is what the device does then. */
    @Test
    void the_state_file_is_cut_and_then_its_copy_is_too() throws Exception {
        Subject subject = subject("cut-off-device");
        SavedState before;
        try (RunningDevice device = subject.start()) {
            before = device.awaitRegistration(1).saved();
            subject.write(LONG_LIFETIME);
        }
        Path file = subject.state.resolve("state");
        byte[] whole = Files.readAllBytes(file);
        for (int length : new int[] {0, 1, whole.length / 2, whole.length - 2}) {
            Files.write(file, Arrays.copyOf(whole, length));
            try (RunningDevice device = subject.start()) {
                assertThat(device.awaitRegistration(1)).isNotNull();
                subject.isManaged(before, LONG_LIFETIME);
            }
        }
        assertThat(subject.bootstraps()).isOne();
        Files.write(file, new byte[] {1});
        Files.write(subject.state.resolve("state.copy"), new byte[] {1});
        try (RunningDevice device = subject.start()) {
            SavedState anew = device.awaitRegistration(1).saved();
            subject.isManaged(anew, BOOTSTRAPPED_LIFETIME);
        }
        assertThat(subject.bootstraps()).isEqualTo(2);
    }
}
