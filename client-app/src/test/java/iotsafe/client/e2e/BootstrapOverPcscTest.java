package iotsafe.client.e2e;

import static iotsafe.client.e2e.Program.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** From a SIM as it left the factory to a managed device, through a real reader service; and what is said when card or service are gone. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@EnabledIf(
        value = "iotsafe.client.e2e.Pcscd#isInstalled",
        disabledReason = "no reader service: apt install pcscd vsmartcard-vpcd")
@Timeout(120)
class BootstrapOverPcscTest {
    private static final String ENDPOINT = "pcsc-device";
    private static final String MANAGED = """
            device: {manufacturer: "E2E Works"}
            log: {format: text, level: trace, card-trace: true}
            """;

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;
    private final Pcscd pcscd;
    private final Sim blueprint;
    private Path folder = Path.of("");

    BootstrapOverPcscTest(Shared shared) throws IOException, InterruptedException {
        this.shared = shared;
        this.pcscd = Pcscd.configured(stage.newFolder());
        this.blueprint = Sim.fromFactory(stage.newFolder(), shared.bed(), ENDPOINT);
        shared.management().admit(ENDPOINT);
    }

    @BeforeEach
    void takes_a_folder() throws IOException {
        folder = stage.newFolder();
    }

    private Agent agent(String... moreYaml) throws IOException {
        return Agent.configured(
                folder, pcscd.environment(), "pcsc:", shared.server().bootstrap(), moreYaml);
    }

    @Test
    void a_device_bootstraps_enrols_registers_and_is_managed_and_no_private_key_leaves_the_SIM() throws Exception {
        Sim sim = blueprint.copy(folder);
        Agent agent = agent(MANAGED);
        long before = shared.bed().bootstraps(ENDPOINT);
        try (Program service = pcscd.start();
                Program reader = pcscd.inserted(sim)) {
            try (Program run = agent.starts("run")) {
                String line = run.awaitOut("^registered endpoint=.*$", 1).group();
                assertThat(line).contains("endpoint=" + ENDPOINT + " ", "key=iotsafe:type=private;id=05");
                is_bootstrapped_and_enrolled_on_one_association(before);
                costs_what_the_design_allows(Steps.in(run.out()));
                is_read_and_observed();
                byte[] heap = run.heap(folder);
                run.terminate();
                Finished finished = run.awaitEnd();
                keeps_its_private_keys(sim, agent, heap, finished);
            }
            registers_again_from_its_state_alone(agent(), before + 1);
            assertThat(service.err()).isNotNull();
            assertThat(reader.out()).doesNotContain("removed");
        }
    }

    /** RFC 9148 section 3; OMA LwM2M Transport 5.2.4. */
    private void is_bootstrapped_and_enrolled_on_one_association(long earlier) throws IOException {
        List<Map<String, Object>> events = shared.bed().events(ENDPOINT);
        List<Map<String, Object>> mine = events.subList(events.size() - 5, events.size());
        assertThat(mine)
                .extracting(event -> event.get("event"))
                .containsExactly("bootstrap-started", "bootstrap-finished", "est-crts", "est-att", "est-sen");
        assertThat(mine)
                .extracting(event -> event.get("session"))
                .doesNotContain("")
                .containsOnly(mine.get(0).get("session"));
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(earlier + 1);
    }

    /** Design, section 10. */
    private static void costs_what_the_design_allows(Steps steps) {
        int openAndSelect = 2;
        int identity = 3;
        int certificate = 3;
        int anchor = 3;
        int handshake = 2;
        int keyPairAndRequest = 1 + 2;
        assertThat(steps.exchangesOf("the card's IoT SAFE applet is selected")).isEqualTo(openAndSelect);
        assertThat(steps.exchangesOf("bootstrapped: "))
                .isLessThanOrEqualTo(identity + certificate + anchor + handshake);
        assertThat(steps.exchangesOf("the CA's certificates are accepted")).isZero();
        assertThat(steps.exchangesOf("the key pair is on the SIM and has signed its request"))
                .isEqualTo(keyPairAndRequest);
        assertThat(steps.exchangesOf("certificate ")).isZero();
        assertThat(steps.exchangesOf("registered with ")).isEqualTo(handshake);
        assertThat(steps.exchanges()).isEqualTo(steps.sum()).isLessThanOrEqualTo(18);
    }

    private void is_read_and_observed() throws Exception {
        LeshanRest server = shared.management();
        assertThat(server.ask("GET", ENDPOINT, "/3/0/0", ""))
                .containsEntry("success", true)
                .extracting("content")
                .asString()
                .contains("E2E Works");
        try (LeshanRest.Events events = server.events(ENDPOINT)) {
            assertThat(server.ask("POST", ENDPOINT, "/3/0/13/observe", "")).containsEntry("success", true);
            await().atMost(PATIENCE)
                    .until(() -> events.named("NOTIFICATION").stream()
                                    .filter(data -> data.contains("/3/0/13"))
                                    .count()
                            >= 2);
        }
    }

    private static void keeps_its_private_keys(Sim sim, Agent agent, byte[] heap, Finished finished)
            throws IOException {
        PrivateKeySearch search = new PrivateKeySearch()
                .lookingFor("factory key", sim.privateKey("01"))
                .lookingFor("enrolled key", sim.privateKey("05"));
        assertThat(search.foundIn(Files.readAllBytes(sim.file())))
                .as("the search finds")
                .isNotEmpty();
        byte[] publicX = Arrays.copyOfRange(sim.publicKey("05"), 1, 33);
        assertThat(PrivateKeySearch.contains(heap, publicX))
                .as("the heap is the agent's")
                .isTrue();
        assertThat(finished.err()).as("the card was traced").contains("COMPUTE SIGNATURE");

        assertThat(search.foundIn(heap)).as("heap").isEmpty();
        assertThat(search.foundIn(finished.out().getBytes(StandardCharsets.UTF_8)))
                .as("standard output")
                .isEmpty();
        assertThat(search.foundIn(finished.err().getBytes(StandardCharsets.UTF_8)))
                .as("standard error")
                .isEmpty();
        try (Stream<Path> files = Files.list(agent.state())) {
            List<Path> all = files.toList();
            assertThat(all).isNotEmpty();
            for (Path file : all) {
                assertThat(search.foundIn(Files.readAllBytes(file)))
                        .as(file.toString())
                        .isEmpty();
            }
        }
    }

    private void registers_again_from_its_state_alone(Agent agent, long bootstraps) throws Exception {
        Steps again = Steps.in(agent.runs("run", "--once").done().out());
        assertThat(again.exchanges()).isLessThanOrEqualTo(4);
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(bootstraps);
    }

    @Test
    void without_a_reader_service_the_sentence_says_how_to_get_one() throws Exception {
        assertThat(agent().runs("run", "--once").failed(3))
                .isEqualTo(
                        "no PC/SC service answers on this machine: install and start pcscd (apt install pcscd; systemctl start pcscd)");
        assertThat(Agent.runsAlone(pcscd.environment(), "card", "list").failed(3))
                .startsWith("no PC/SC service answers on this machine: ");
    }

    @Test
    void a_card_that_is_out_is_asked_for_by_the_name_of_its_reader_and_listed_as_absent() throws Exception {
        try (Program service = pcscd.start();
                Program reader = pcscd.inserted(blueprint.copy(folder))) {
            await().atMost(PATIENCE)
                    .until(() -> Agent.runsAlone(pcscd.environment(), "card", "list")
                            .done()
                            .out()
                            .contains("pcsc:" + Pcscd.READER + "  ATR 3B"));
            reader.say("remove");
            reader.awaitOut("^removed$", 1);
            await().atMost(PATIENCE)
                    .until(() -> Agent.runsAlone(pcscd.environment(), "card", "list")
                            .done()
                            .out()
                            .contains("pcsc:" + Pcscd.READER + "  no card"));
            assertThat(agent().runs("run", "--once").failed(3))
                    .startsWith("no card in reader \"" + Pcscd.READER + "\"")
                    .endsWith(": insert the SIM");
            assertThat(service.pid()).isPositive();
        }
    }

    @Test
    void a_card_pulled_before_it_signs_the_handshake_is_the_cards_failure_and_the_server_sees_no_session()
            throws Exception {
        long before = shared.bed().bootstraps(ENDPOINT);
        Agent agent = agent();
        try (Program service = pcscd.start();
                Program reader = pcscd.inserted(blueprint.copy(folder))) {
            reader.say("pull-before 2B");
            reader.awaitOut("^planned pull-before 2B$", 1);
            assertThat(agent.runs("run", "--once").failed(3)).contains("reader \"" + Pcscd.READER + "\"");
            assertThat(reader.out()).contains("pulled out");
            assertThat(service.pid()).isPositive();
        }
        assertThat(shared.bed().bootstraps(ENDPOINT)).isEqualTo(before);
        assertThat(agent.state().resolve("state")).doesNotExist();
    }
}
