package iotsafe.client.e2e;

import static iotsafe.client.e2e.Program.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What probes, monitoring, a service manager and a person with a browser learn of an agent that runs as a program. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class SeenFromOutsideTest {
    private static final String ENDPOINT = "seen-from-outside";
    private static final String REGISTERED = "^registered endpoint=.*$";
    private static final Pattern ADDRESS = Pattern.compile("/health and /metrics are at (http://[^\\s\"]+)");
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String LISTEN = "http: {listen: '127.0.0.1:0', grace: 0s}";
    private static final String TEXT = "log: {format: text}";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Sim blueprint;

    SeenFromOutsideTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.blueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    private Agent agent(Path folder, Map<String, String> environment, URI bootstrapServer, String... more)
            throws IOException {
        return Agent.configured(folder, environment, blueprint.copy(folder).address(), bootstrapServer, more);
    }

    private static URI addressOf(Program run) {
        await().atMost(PATIENCE).until(() -> ADDRESS.matcher(run.err()).find());
        Matcher matcher = ADDRESS.matcher(run.err());
        assertThat(matcher.find()).isTrue();
        return URI.create(matcher.group(1));
    }

    private static HttpResponse<String> ask(URI server, String path) throws IOException, InterruptedException {
        return HTTP.send(HttpRequest.newBuilder(server.resolve(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static double metric(String metrics, String name) {
        Matcher matcher =
                Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(metrics);
        assertThat(matcher.find()).as(name + " in\n" + metrics).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void health_is_503_until_the_device_is_registered_and_metrics_and_the_report_tell_how_it_got_there()
            throws Exception {
        Path folder = stage.newFolder();
        Agent agent = agent(folder, Map.of(), shared.server().bootstrap(), LISTEN, TEXT);
        try (Program run = agent.starts("run")) {
            URI server = addressOf(run);
            run.awaitOut(REGISTERED, 1);
            HttpResponse<String> health = ask(server, "/health");
            assertThat(health.statusCode()).isEqualTo(200);
            assertThat(Json.object(health.body()))
                    .containsEntry("registered", true)
                    .containsEntry("state", "Managed");

            String metrics = ask(server, "/metrics").body();
            assertThat(metrics.lines())
                    .allMatch(line -> line.startsWith("# ") || line.matches("iotsafe_[a-z_]+(\\{[^}]*})? [-+0-9.eE]+"));
            assertThat(metric(metrics, "iotsafe_registered")).isOne();
            assertThat(metric(metrics, "iotsafe_certificate_expiry_timestamp_seconds"))
                    .isGreaterThan((double) Instant.now().getEpochSecond());
            assertThat(metric(metrics, "iotsafe_bootstraps_total{result=\"success\"}"))
                    .isOne();
            assertThat(metric(metrics, "iotsafe_enrolments_total{result=\"success\"}"))
                    .isOne();
            assertThat(metric(metrics, "iotsafe_registrations_total{result=\"success\"}"))
                    .isOne();
            assertThat(metric(metrics, "iotsafe_dtls_handshakes_total{result=\"success\"}"))
                    .isEqualTo(2);
            assertThat(metric(metrics, "iotsafe_dtls_records_sent_total")).isGreaterThan(10);
            assertThat(metric(metrics, "iotsafe_card_exchanges_total"))
                    .isEqualTo(metric(metrics, "iotsafe_card_exchange_seconds_count"))
                    .isGreaterThan(5);
            run.terminate();
            run.awaitEnd();
        }
        Path page = folder.resolve("report.html");
        agent.runs("status", "--html", page.toString()).done();
        String html = Files.readString(page);
        assertThat(DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(page.toFile()))
                .isNotNull();
        assertThat(html)
                .contains("<strong>CN=" + ENDPOINT + "</strong>")
                .contains("the key pair is on the SIM", "<svg ", "signed &#8595;")
                .doesNotContain("<b>", "<script", "src=", "http-equiv=\"refresh\"")
                .doesNotContainPattern("https?://(?!www\\.w3\\.org/)");
    }

    @Test
    void a_device_that_no_server_answers_is_503_with_the_reason_and_ends_in_two_seconds() throws Exception {
        URI dead = URI.create("coaps://127.0.0.1:9"); // discard: nothing listens
        Agent agent = agent(stage.newFolder(), Map.of(), dead, LISTEN, TEXT, "lwm2m: {deregister-at-stop: true}");
        try (Program run = agent.starts("run")) {
            HttpResponse<String> health = ask(addressOf(run), "/health");
            assertThat(health.statusCode()).isEqualTo(503);
            assertThat(Json.object(health.body()))
                    .containsEntry("registered", false)
                    .containsKey("reason");
            endsInTwoSeconds(run);
        }
    }

    @Test
    void a_registered_device_is_deregistered_at_SIGTERM_if_that_is_configured() throws Exception {
        Agent agent = agent(
                stage.newFolder(), Map.of(), shared.server().bootstrap(), TEXT, "lwm2m: {deregister-at-stop: true}");
        try (Program run = agent.starts("run")) {
            run.awaitOut(REGISTERED, 1);
            assertThat(shared.management().knows(ENDPOINT)).isTrue();
            endsInTwoSeconds(run);
            assertThat(shared.management().knows(ENDPOINT)).isFalse();
        }
    }

    private static void endsInTwoSeconds(Program run) throws InterruptedException {
        long begin = System.nanoTime();
        run.terminate();
        Finished finished = run.awaitEnd();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
        assertThat(finished.exit()).isIn(0, 143);
        assertThat(finished.err()).doesNotContain("did not stop in time");
    }

    /** sd_notify(3). */
    @Test
    void a_service_manager_is_told_when_it_runs_lives_and_stops() throws Exception {
        Path folder = stage.newFolder();
        String socket = folder.resolve("notify").toString();
        try (Program heard = Program.start(List.of("socat", "-u", "UNIX-RECV:" + socket, "STDOUT"))) {
            await().atMost(PATIENCE).until(() -> Files.exists(Path.of(socket)));
            Agent agent = agent(
                    folder,
                    Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "600000"),
                    shared.server().bootstrap(),
                    TEXT);
            try (Program run = agent.starts("run")) {
                heard.awaitOut("READY=1", 1);
                heard.awaitOut("STATUS=registered with coaps://", 1);
                heard.awaitOut("WATCHDOG=1", 3);
                run.terminate();
                run.awaitEnd();
                heard.awaitOut("STOPPING=1", 1);
            }
        }
    }
}
