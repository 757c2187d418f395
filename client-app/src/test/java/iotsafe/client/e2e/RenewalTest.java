package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed.Shared;
import iotsafe.client.e2e.TestBed.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Renewal as the device's owner meets it: by the schedule, by {@code enrol --now}, and what {@code status} tells of it (design section 6). */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class RenewalTest {
    private static final String TWO_CONTAINERS =
            "enrolment: {key: [\"iotsafe:type=private;id=05\", \"iotsafe:type=private;id=06\"]}";
    /** Of a certificate of 60 s, the first attempt is due after 3 to 5 s. */
    private static final String EARLY = "renewal: {from-lifetime: 5%, attempts: 30}";

    /** What the server had sent to the old address it gives up after its own time-out, 5 s; two tries of the device's request are as long. */
    private static final Duration LONGEST_GAP = Duration.ofSeconds(12);

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    RenewalTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    private Server bootstrapServer(String... options) throws IOException {
        String[] all = Stream.concat(
                        Stream.of(
                                "--management-uri", shared.server().management().toString()),
                        Stream.of(options))
                .toArray(String[]::new);
        return new TestBed(stage, shared.bed().folder()).serve("bootstrap-server", all);
    }

    private Agent agent(String endpoint, Server server, String... yaml) throws IOException, InterruptedException {
        shared.management().admit(endpoint);
        Path folder = stage.newFolder();
        Sim sim = Sim.fromFactory(folder, shared.bed(), endpoint).keyPair("06", "next");
        String[] all = Stream.concat(Stream.of("lwm2m: {request-timeout: 4s}", "log: {format: text}"), Stream.of(yaml))
                .toArray(String[]::new);
        return Agent.configured(folder, sim.address(), server.bootstrap(), all);
    }

    /** Serial number and key of the n-th registration, as the agent says them. */
    private static Matcher registration(Program run, int nth) {
        return run.awaitOut(
                "^registered endpoint=.* certificate=<[^,]*, ([0-9a-f]+),.* key=\\S*id=([0-9A-F]+) .*$", nth);
    }

    private void isServed(String endpoint) {
        await().atMost(Program.PATIENCE)
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(shared.management().ask("GET", endpoint, "/3/0", ""))
                        .containsEntry("success", true));
    }

    private static Map<String, Object> status(Agent agent) throws IOException, InterruptedException {
        return Json.object(agent.runs("status", "--json").done().out());
    }

    private List<String> events(String endpoint) throws IOException {
        return shared.bed().events(endpoint).stream()
                .map(event -> String.valueOf(event.get("event")))
                .toList();
    }

    @Test
    void by_the_schedule_two_containers_take_turns_and_the_registration_is_replaced_without_having_ended()
            throws Exception {
        String endpoint = "two-containers";
        Agent agent = agent(endpoint, bootstrapServer("--certificate-life", "60s"), TWO_CONTAINERS, EARLY);
        try (Program run = agent.starts("run")) {
            Matcher first = registration(run, 1);
            isServed(endpoint);
            Duration gap = longestGapUntilRegistration(3, run, endpoint);
            Matcher second = registration(run, 2);
            Matcher third = registration(run, 3);
            isServed(endpoint);

            assertThat(gap).isLessThan(LONGEST_GAP);
            assertThat(List.of(first.group(2), second.group(2), third.group(2))).containsExactly("05", "06", "05");
            assertThat(second.group(1)).isNotEqualTo(first.group(1));
            assertThat(third.group(1)).isNotEqualTo(second.group(1));
        }
        assertThat(events(endpoint)).containsOnlyOnce("bootstrap-started").contains("est-sren");
    }

    /** The longest time between two answers of the device, which is registered all the while. */
    private Duration longestGapUntilRegistration(int nth, Program run, String endpoint)
            throws IOException, InterruptedException {
        Duration longest = Duration.ZERO;
        long last = System.nanoTime();
        while (run.out().lines().filter(line -> line.startsWith("registered ")).count() < nth) {
            assertThat(shared.management().knows(endpoint)).isTrue();
            if (isRead(endpoint)) {
                Duration gap = Duration.ofNanos(System.nanoTime() - last);
                longest = gap.compareTo(longest) > 0 ? gap : longest;
                last = System.nanoTime();
            }
        }
        return longest;
    }

    private boolean isRead(String endpoint) throws InterruptedException {
        try {
            return Boolean.TRUE.equals(
                    shared.management().ask("GET", endpoint, "/3/0", "").get("success"));
        } catch (IOException asTheDemoServerAnswersWhenADeviceDoesNot) {
            return false;
        }
    }

    /** RFC 7030 4.2.2: renew, as against rekey. */
    @Test
    void by_the_schedule_one_container_keeps_its_key() throws Exception {
        String endpoint = "one-container";
        Agent agent = agent(endpoint, bootstrapServer("--certificate-life", "60s"), EARLY);
        try (Program run = agent.starts("run")) {
            Matcher first = registration(run, 1);
            Matcher second = registration(run, 2);
            isServed(endpoint);

            assertThat(second.group(2)).isEqualTo("05").isEqualTo(first.group(2));
            assertThat(second.group(1)).isNotEqualTo(first.group(1));
        }
        assertThat(shared.bed().bootstraps(endpoint)).isOne();
    }

    @Test
    void enrol_now_renews_with_and_without_an_agent_that_runs_and_status_tells_what_came_of_it() throws Exception {
        String endpoint = "ordered";
        Server server = bootstrapServer();
        Agent agent = agent(endpoint, server, TWO_CONTAINERS);
        try (Program run = agent.starts("run")) {
            Matcher first = registration(run, 1);
            assertThat(status(agent)).containsEntry("running", true).containsEntry("serial", first.group(1));
            assertThat(agent.runs("run").failed(2)).contains("another agent works with state folder " + agent.state());

            String renewed = agent.runs("enrol", "--now").done().out();
            String serial = registration(run, 2).group(1);
            assertThat(renewed)
                    .matches("renewed: certificate serial " + serial
                            + ", until \\S+, key iotsafe:type=private;id=06\\n");
            isServed(endpoint);

            server.program().close();
            assertThat(agent.runs("enrol", "--now").failed(4))
                    .startsWith("not renewed: " + server.bootstrap() + ": no answer");
            assertThat(status(agent))
                    .containsEntry("running", true)
                    .containsEntry("serial", serial)
                    .containsEntry("daysLeft", 89)
                    .containsEntry("failedRenewals", 1)
                    .hasEntrySatisfying(
                            "lastFailure", why -> assertThat(why).asString().contains("no answer"))
                    .hasEntrySatisfying("nextRenewal", RenewalTest::isInTheFuture);
            assertThat(agent.runs("status").done().out())
                    .contains("agent        running\n")
                    .contains(" (89 days left)\n")
                    .containsPattern("(?m)^renewal +20\\S+ \\(\\d+ days left\\)$")
                    .containsPattern("(?m)^ +last +.*no answer.* \\(1 failed so far\\)$");
            isServed(endpoint);
            run.terminate();
            assertThat(run.awaitEnd().exit()).isIn(0, 143);
        }
        assertThat(agent.runs("enrol", "--now").failed(4)).contains("no answer");
        assertThat(status(agent)).containsEntry("running", false).containsEntry("failedRenewals", 2);

        bootstrapServer("--port", String.valueOf(server.bootstrap().getPort()));
        assertThat(agent.runs("enrol", "--now").done().out())
                .containsPattern(
                        "(?m)^renewed: certificate serial [0-9a-f]+, until \\S+, key iotsafe:type=private;id=05$");
        assertThat(status(agent)).containsEntry("failedRenewals", 0).doesNotContainKey("lastFailure");
        assertThat(shared.bed().bootstraps(endpoint)).isOne();
    }

    private static void isInTheFuture(Object instant) {
        assertThat(Instant.parse(String.valueOf(instant))).isAfter(Instant.now());
    }

    @Test
    void enrol_now_enrols_for_the_first_certificate_of_a_new_device() throws Exception {
        Agent agent = agent("first-certificate", bootstrapServer());
        assertThat(agent.runs("enrol", "--now").done().out()).containsPattern("(?m)^renewed: certificate serial ");
        assertThat(shared.bed().bootstraps("first-certificate")).isOne();
        assertThat(events("first-certificate")).doesNotContain("est-sren");
    }

    @Test
    void enrol_now_says_that_the_certificate_of_the_SIM_itself_is_not_renewed() throws Exception {
        Agent agent = agent("factory-only", bootstrapServer("--mode", "2"));
        String why = "nothing to renew: the device has only the certificate that its SIM was made with;";
        assertThat(agent.runs("enrol", "--now").failed(2)).as("a new device").startsWith(why);
        assertThat(agent.runs("enrol", "--now").failed(2)).as("a known device").startsWith(why);
        assertThat(agent.runs("status").done().out())
                .contains("renewal      none: this is the certificate that the SIM was made with\n");
    }

    @Test
    void enrol_now_says_that_a_pre_shared_key_is_not_renewed() throws Exception {
        String key = "B0E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF3";
        String endpoint = "psk-not-renewed";
        shared.management().admit(endpoint, endpoint, key);
        Server server =
                bootstrapServer("--psk", endpoint + "=" + key, "--mode", "0", "--account-psk", endpoint + "=" + key);
        Path folder = stage.newFolder();
        Agent agent = Agent.configured(
                folder,
                Map.of("IOTSAFE_BOOTSTRAP_PSK_IDENTITY", endpoint),
                Sim.blank(folder).secret("0A", "bootstrap", key).address(),
                server.bootstrap(),
                "log: {format: text}");
        String why = "nothing to renew: the account of " + shared.server().management() + " uses a pre-shared key,";
        assertThat(agent.runs("enrol", "--now").failed(2)).as("a new device").startsWith(why);
        try (Program run = agent.starts("run")) {
            run.awaitOut("^registered .*$", 1);
            assertThat(agent.runs("enrol", "--now").failed(2))
                    .as("while it runs")
                    .startsWith(why);
        }
    }
}
