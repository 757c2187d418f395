package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.bootstrap.DeviceState;
import iotsafe.bootstrap.FlowListener;
import iotsafe.bootstrap.SavedState;
import iotsafe.client.Agent;
import iotsafe.client.Logging;
import iotsafe.client.config.ConfigReader;
import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.credentials.jca.IotSafeProvider;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Whole enrolments and renewals at real servers that want more than most: linked requests (RFC 7030 3.5), a new key of the CA (RFC 4210 4.4). The
 * agent runs in this JVM, over a software SIM.
 */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class EnrolmentWeatherTest {
    private static final String ENDPOINT = "in-bad-weather";
    private static final FlowListener NOBODY = new FlowListener() {
        @Override
        public void reached(DeviceState reached, Duration took, long exchanges) {}

        @Override
        public void failed(DeviceState next, Throwable failure, Duration pause) {}
    };

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final TestBed bed;
    private final URI bootstrapServer;
    private final Sim blueprint;
    private Path folder;
    private Sim sim;
    private int eventsBefore;

    EnrolmentWeatherTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.bed = new TestBed(stage, shared.bed().folder());
        this.bootstrapServer = bed.serve(
                        "bootstrap-server",
                        "--management-uri",
                        shared.server().management().toString(),
                        "--weather",
                        "att-linking",
                        "--weather",
                        "rollover")
                .bootstrap();
        this.blueprint =
                Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT).keyPair("06", "next");
        this.folder = stage.newFolder();
        this.sim = blueprint;
        shared.management().admit(ENDPOINT);
    }

    @BeforeAll
    static void prepareJvm() {
        Logging.quiet();
        IotSafeProvider.install();
    }

    @BeforeEach
    void newDevice() throws IOException {
        folder = stage.newFolder();
        sim = blueprint.copy(folder);
        eventsBefore = bed.events(ENDPOINT).size();
    }

    private Agent agent(URI bootstrapServer, String... enrolment) throws Exception {
        return Agent.of(
                ConfigReader.read(
                        "test",
                        """
                        card: {reader: "%s"}
                        bootstrap: {uri: "%s"}
                        state: {dir: "%s"}
                        enrolment:
                          key: ["iotsafe:type=private;id=05", "iotsafe:type=private;id=06"]
                          %s
                        """.formatted(
                                        sim.address(),
                                        bootstrapServer,
                                        folder.resolve("state"),
                                        String.join("\n  ", enrolment)),
                        Map.of()),
                NOBODY,
                () -> {});
    }

    @Test
    void items_17_21_22_over_HTTPS_each_request_is_linked_to_a_connection_of_its_own() throws Exception {
        URI server = URI.create(
                String.valueOf(bed.serve("est-server", "--weather", "https-linking", "--weather", "https-close")
                        .addresses()
                        .get("est")));
        try (Agent agent = agent(
                shared.server().bootstrap(),
                "uri: " + server,
                "trust: iotsafe:type=file;id=03",
                "subject: OU=Meters,O=Würth",
                "subject-alt-names: ['dns:dev1.example', 'uri:urn:imei:490154203237518']")) {
            agent.runOnce();
            SavedState renewed = agent.renewOnce();

            X509Certificate certificate = renewed.certificate();
            assertThat(certificate.getSubjectX500Principal().getName())
                    .isEqualTo("CN=" + ENDPOINT + ",OU=Meters,O=Würth");
            assertThat(certificate.getSubjectAlternativeNames())
                    .containsExactlyInAnyOrder(List.of(2, "dev1.example"), List.of(6, "urn:imei:490154203237518"));
            isServed();
        }
        assertThat(bed.httpsEvents().stream()
                        .filter(event -> ENDPOINT.equals(event.get("peer")))
                        .map(event -> event.get("event") + " " + event.get("status"))
                        .filter(event -> event.contains("enroll")))
                .containsExactly("https-simpleenroll 200", "https-simplereenroll 200");
    }

    @Test
    void item_21_over_coaps_the_first_request_is_linked_as_the_server_asks_by_att() throws Exception {
        try (Agent agent = agent(bootstrapServer)) {
            agent.runOnce();
            isServed();
        }
        assertThat(events())
                .containsSubsequence("est-crts 2.05", "est-att 2.05", "est-sen 2.04")
                .doesNotContain("est-sen 4.01");
    }

    @Test
    void item_13_a_device_that_is_managed_follows_its_CA_to_a_new_key_and_goes_on_renewing() throws Exception {
        try (Agent fairWeather = agent(shared.server().bootstrap())) {
            fairWeather.runOnce();
        }
        try (Agent agent = agent(bootstrapServer)) {
            SavedState first = agent.renewOnce();
            assertThat(first.anchors()).as("the old and the new").hasSize(2);
            isServed();

            SavedState second = agent.renewOnce();
            assertThat(second.certificate()).isNotEqualTo(first.certificate());
            assertThat(second.anchors()).containsExactlyInAnyOrderElementsOf(first.anchors());
            isServed();
        }
        assertThat(events())
                .containsOnlyOnce("bootstrap-started null")
                .containsSubsequence("est-crts 2.05", "est-sren 2.04", "est-crts 2.05", "est-sren 2.04");
    }

    private List<String> events() throws IOException {
        List<Map<String, Object>> all = bed.events(ENDPOINT);
        return all.subList(eventsBefore, all.size()).stream()
                .map(event -> event.get("event") + " " + event.get("status"))
                .toList();
    }

    private void isServed() {
        await().atMost(Program.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(shared.management().ask("GET", ENDPOINT, "/3/0", ""))
                        .containsEntry("success", true));
    }
}
