package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.store.RenewalOrderFile;
import iotsafe.bootstrap.store.StateFile;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.credentials.CredentialUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** A device whose agent is killed again and again, and all that its server has been told to be done. */
final class Victim implements AutoCloseable {
    private static final String REGISTERED = "^registered endpoint=";
    private static final Pattern VALUE = Pattern.compile("value=([^,}]*)");
    private static final Duration OFTEN = Duration.ofMillis(2);
    private static final int COORDINATE = 32;

    private final Shared shared;
    private final UnaryOperator<List<String>> command;
    private final String endpoint;
    private final Sim sim;
    private final Agent agent;
    private final Kept lifetime = new Kept("/1/0/1", "300");
    private final Kept setting = new Kept("/26241/0/1", hex("0"));
    private final Kept firmware = new Kept("/5/0/3", "0");
    private Program run;
    private KillPhase.On on = KillPhase.On.NEW_DEVICE;
    private long started;
    private long bootstraps;

    /** A resource, with the value that the server was told it has, and the one that it asked for meanwhile. */
    private static final class Kept {
        private final String path;
        private String acknowledged;
        private String asked;

        Kept(String path, String value) {
            this.path = path;
            this.acknowledged = value;
            this.asked = value;
        }
    }

    /**
     * A new device.
     *
     * @param command makes the agent's command line of its arguments
     */
    Victim(Shared shared, String endpoint, Path folder, UnaryOperator<List<String>> command)
            throws IOException, InterruptedException {
        this.shared = shared;
        this.command = command;
        this.endpoint = endpoint;
        this.sim = Sim.fromFactory(folder, shared.bed(), endpoint).keyPair("06", "next");
        Files.writeString(folder.resolve("setting"), "0");
        this.agent = Agent.configured(
                folder,
                sim.address(),
                shared.server().bootstrap(),
                "log: {format: text}",
                "lwm2m: {request-timeout: 4s}",
                "enrolment: {key: ['iotsafe:type=private;id=05', 'iotsafe:type=private;id=06']}",
                "firmware: {install: [/bin/true], unsigned: true}",
                "objects: [{id: 26241, model: '%s', instances: {0: {1: {file: '%s'}}}}]"
                        .formatted(Models.setting(folder), folder.resolve("setting")));
        shared.management().admit(endpoint);
        this.run = start();
    }

    private Program start() throws IOException {
        started = System.nanoTime();
        return Program.start(
                command.apply(List.of("run", "--config", agent.configuration().toString())));
    }

    /** Starts the agent anew; it has to be gone. */
    void restart() throws IOException {
        run.close();
        run = start();
    }

    /** Waits until it says that it begins with something, once more if it has been there. */
    void await(KillPhase phase) throws StateException {
        long before = phase.isRenewal() ? phase.begun(run.out()) : 0;
        if (phase.isRenewal()) {
            new RenewalOrderFile(agent.state()).place();
        }
        Awaitility.await(phase.toString())
                .atMost(Program.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(OFTEN)
                .until(() -> phase.begun(run.out()) > before);
    }

    /** Kills it; what it was at. */
    KillPhase kill() {
        run.kill();
        return KillPhase.of(run.out(), on);
    }

    /** How long ago it was started. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - started);
    }

    /** Waits until it is registered; nobody does anything for it. */
    void awaitRegistration() {
        run.awaitOut(REGISTERED, 1);
    }

    /** That all is as its server knows it, and that it can be managed. */
    void isWhole() throws IOException, StateException {
        Awaitility.await().atMost(Program.PATIENCE).ignoreExceptions().untilAsserted(() -> read("/3/0"));
        Stream.of(lifetime, setting, firmware).forEach(this::isKept);
        SavedState saved = new StateFile(agent.state()).peek().managed().orElseThrow();
        assertThat(saved.certificate().getNotAfter().toInstant()).isAfter(Instant.now());
        assertThat(sim.publicKey(hex(saved.key())))
                .as("the key of the certificate in force")
                .isEqualTo(point((ECPublicKey) saved.certificate().getPublicKey()));
        try (Stream<Path> files = Files.list(agent.state())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".damaged") || name.endsWith(".other-card"));
        }
        assertThat(run.err()).doesNotContain("damaged", "\tat ");
        if (on == KillPhase.On.NEW_DEVICE) {
            bootstraps = shared.bed().bootstraps(endpoint);
            on = KillPhase.On.RUNNING_DEVICE;
        }
        assertThat(shared.bed().bootstraps(endpoint)).as("bootstraps").isEqualTo(bootstraps);
    }

    private void isKept(Kept resource) {
        try {
            String now = value(read(resource.path));
            assertThat(now).as(resource.path).isIn(resource.acknowledged, resource.asked);
            resource.acknowledged = now;
            resource.asked = now;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has the server write into its account; done when that is acknowledged. */
    CompletableFuture<Void> writeAccount(int number) {
        return ask(lifetime, String.valueOf(number), () -> put(lifetime.path, String.valueOf(number)));
    }

    /** The same into a file of the host. */
    CompletableFuture<Void> writeFile(int number) {
        return ask(setting, hex(String.valueOf(number)), () -> put(setting.path, "\"" + number + "\""));
    }

    /** Has the server push a package where there is none, and drop it where there is one. */
    CompletableFuture<Void> changeFirmware(int number) {
        return firmware.acknowledged.equals("0")
                ? ask(firmware, "2", () -> put("/5/0/0", "\"" + hex("firmware " + number) + "\""))
                : ask(firmware, "0", () -> put("/5/0/1", "\"\""));
    }

    private CompletableFuture<Void> ask(Kept resource, String value, Callable<Void> how) {
        resource.asked = value;
        return CompletableFuture.runAsync(() -> {
            try {
                how.call();
                resource.acknowledged = value;
            } catch (Exception e) {
                throw new CompletionException(e);
            }
        });
    }

    private Void put(String path, String json) throws IOException, InterruptedException {
        String id = path.substring(path.lastIndexOf('/') + 1);
        Map<String, Object> answer =
                shared.management().ask("PUT", endpoint, path, "{\"id\":%s,\"value\":%s}".formatted(id, json));
        if (!Boolean.TRUE.equals(answer.get("success"))) {
            throw new IOException(path + ": " + answer);
        }
        return null;
    }

    private String read(String path) throws IOException, InterruptedException {
        Map<String, Object> answer = shared.management().ask("GET", endpoint, path, "");
        assertThat(answer).containsEntry("success", true);
        return String.valueOf(answer.get("content"));
    }

    private static String value(String content) {
        Matcher matcher = VALUE.matcher(content);
        return matcher.find() ? matcher.group(1) : content;
    }

    /** As the demo server shows a text of an object that it does not know, and takes bytes. */
    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String hex(CredentialUri.OnCard key) {
        return key.toString().substring(key.toString().lastIndexOf('=') + 1);
    }

    private static byte[] point(ECPublicKey key) {
        byte[] point = new byte[1 + 2 * COORDINATE];
        point[0] = 4;
        copy(key.getW().getAffineX().toByteArray(), point, 1);
        copy(key.getW().getAffineY().toByteArray(), point, 1 + COORDINATE);
        return point;
    }

    private static void copy(byte[] number, byte[] to, int at) {
        int length = Math.min(number.length, COORDINATE);
        System.arraycopy(number, number.length - length, to, at + COORDINATE - length, length);
    }

    KillPhase.On on() {
        return on;
    }

    /** Its process, for who wants to know what it said. */
    String said() {
        return run.out() + run.err();
    }

    @Override
    public String toString() {
        return "lifetime %s, setting %s, firmware %s"
                .formatted(
                        lifetime.acknowledged,
                        new String(HexFormat.of().parseHex(setting.acknowledged), StandardCharsets.US_ASCII),
                        firmware.acknowledged);
    }

    @Override
    public void close() {
        run.kill();
        run.close();
    }
}
