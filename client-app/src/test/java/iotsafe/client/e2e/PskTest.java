package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.client.e2e.SharedTestBed.Shared;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pre-shared keys in the place of certificates (OMA LwM2M Core, /0/x/2 is 0; RFC 4279): on the SIM, or written by the bootstrap server. */
@ExtendWith(SharedTestBed.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class PskTest {
    private static final String BOOTSTRAP_KEY = "B0E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF1";
    private static final String MANAGEMENT_KEY = "70E1D2C3B4A5968778695A4B3C2D1E0F00112233445566778899AABBCCDDEEF2";
    private static final String MANAGEMENT =
            "management: {psk-identity: psk-device-lwm2m, key: iotsafe:type=secret;id=0B}";

    @AutoClose
    private final Stage stage = new Stage();

    private final Shared shared;

    PskTest(Shared shared) throws IOException {
        this.shared = shared;
    }

    /** A bootstrap server that knows the endpoint by the bootstrap key. */
    private URI bootstrapServer(String endpoint, String... options) throws IOException {
        List<String> all = Stream.concat(
                        Stream.of(
                                "--management-uri",
                                shared.server().management().toString(),
                                "--psk",
                                endpoint + "=" + BOOTSTRAP_KEY),
                        Stream.of(options))
                .toList();
        return new TestBed(stage, shared.bed().folder())
                .serve("bootstrap-server", all.toArray(String[]::new))
                .bootstrap();
    }

    private static Map<String, String> pskOf(String endpoint, String... more) {
        Map<String, String> environment = new HashMap<>(Map.of("IOTSAFE_BOOTSTRAP_PSK_IDENTITY", endpoint));
        for (String each : more) {
            String[] parts = each.split("=", 2);
            environment.put(parts[0], parts[1]);
        }
        return environment;
    }

    private static Sim sim(Path folder, String... options) throws IOException {
        return Sim.blank(folder, options).secret("0A", "bootstrap", BOOTSTRAP_KEY);
    }

    private static String registered(Finished finished) {
        return finished.done()
                .out()
                .lines()
                .filter(line -> line.startsWith("registered endpoint="))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @EnabledIf(
            value = "iotsafe.client.e2e.Pcscd#isInstalled",
            disabledReason = "no reader service: apt install pcscd vsmartcard-vpcd")
    void bootstrap_and_management_by_keys_that_never_leave_the_SIM() throws Exception {
        String endpoint = "psk-device";
        URI server = bootstrapServer(endpoint, "--mode", "0", "--account-psk", "psk-device-lwm2m");
        shared.management().admit(endpoint, "psk-device-lwm2m", MANAGEMENT_KEY);
        Pcscd pcscd = Pcscd.configured(stage.newFolder());
        Path folder = stage.newFolder();
        Sim sim = sim(folder).secret("0B", "management", MANAGEMENT_KEY);
        Map<String, String> environment = new HashMap<>(pcscd.environment());
        environment.putAll(pskOf(endpoint));
        Agent agent = Agent.configured(
                folder,
                environment,
                "pcsc:",
                server,
                MANAGEMENT,
                "device: {manufacturer: \"E2E Works\"}",
                "log: {format: text, level: trace, card-trace: true}");
        try (Program service = pcscd.start();
                Program reader = pcscd.inserted(sim)) {
            assertThat(reader.pid()).isPositive();
            assertThat(agent.runs("check").done().out())
                    .containsPattern("(?m)^ok  psk +iotsafe:type=secret;id=0A holds a key; suites: PSK and ECDHE_PSK$")
                    .containsPattern("(?m)^ok  endpoint +psk-device$")
                    .containsPattern("(?m)^ok  server +" + server + " shook hands \\(TLS_ECDHE_PSK_WITH_AES_128_CCM_8")
                    .endsWith("the device can bootstrap\n");
            try (Program run = agent.starts("run")) {
                String line = run.awaitOut("^registered endpoint=.*$", 1).group();
                assertThat(line).startsWith("registered endpoint=psk-device psk=iotsafe:type=secret;id=0B exchanges=");
                assertThat(shared.management().ask("GET", endpoint, "/3/0/0", ""))
                        .containsEntry("success", true)
                        .extracting("content")
                        .asString()
                        .contains("E2E Works");
                byte[] heap = run.heap(folder);
                run.terminate();
                Finished finished = run.awaitEnd();
                assertThat(finished.err()).as("the card was traced").contains("COMPUTE PRF");
                assertNowhere(sim, agent, heap, finished);
            }
            assertThat(agent.runs("status").done().out()).contains("key          pre-shared, of the account");
            Steps again = Steps.in(agent.runs("run", "--once").done().out());
            assertThat(again.exchanges()).isLessThanOrEqualTo(4);
            assertThat(shared.bed().bootstraps(endpoint)).isEqualTo(1);
            assertThat(service.pid()).isPositive();
        }
    }

    private static void assertNowhere(Sim sim, Agent agent, byte[] heap, Finished finished) throws IOException {
        PrivateKeySearch search = new PrivateKeySearch()
                .lookingFor("bootstrap key", HexFormat.of().parseHex(BOOTSTRAP_KEY))
                .lookingFor("management key", HexFormat.of().parseHex(MANAGEMENT_KEY));
        assertThat(search.foundIn(Files.readAllBytes(sim.file())))
                .as("the search finds")
                .isNotEmpty();
        assertThat(PrivateKeySearch.contains(heap, "psk-device-lwm2m".getBytes(StandardCharsets.US_ASCII)))
                .as("the heap is the agent's")
                .isTrue();
        assertThat(search.foundIn(heap)).as("heap").isEmpty();
        assertThat(search.foundIn(finished.out().getBytes(StandardCharsets.UTF_8)))
                .as("standard output")
                .isEmpty();
        assertThat(search.foundIn(finished.err().getBytes(StandardCharsets.UTF_8)))
                .as("standard error")
                .isEmpty();
        assertThat(search.foundIn(stateOf(agent))).as("state").isEmpty();
    }

    private static byte[] stateOf(Agent agent) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(agent.state())) {
            for (Path file : files.toList()) {
                all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        assertThat(all).isNotEmpty();
        return all.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    /** How most bootstrap servers work. The key is then where the account is, and in no log. */
    @Test
    void a_key_that_the_bootstrap_server_writes_is_used_and_kept_with_the_account() throws Exception {
        String endpoint = "written-psk";
        URI server = bootstrapServer(endpoint, "--mode", "0", "--account-psk", "written=" + MANAGEMENT_KEY);
        shared.management().admit(endpoint, "written", MANAGEMENT_KEY);
        Path folder = stage.newFolder();
        Agent agent = Agent.configured(
                folder,
                pskOf(endpoint),
                sim(folder).address(),
                server,
                "log: {format: text, level: trace, card-trace: true}");
        Finished finished = agent.runs("run", "--once");
        assertThat(registered(finished)).startsWith("registered endpoint=written-psk psk=account:/0/x/5 exchanges=");
        assertThat(finished.err())
                .contains("the pre-shared key of identity \"written\" was written by the bootstrap server");
        PrivateKeySearch search =
                new PrivateKeySearch().lookingFor("key", HexFormat.of().parseHex(MANAGEMENT_KEY));
        assertThat(search.foundIn((finished.out() + finished.err()).getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(registered(agent.runs("run", "--once"))).contains(" psk=account:/0/x/5 ");
        assertThat(shared.bed().bootstraps(endpoint)).isEqualTo(1);
    }

    /** RFC 9148 section 3 has certificates only. */
    @Test
    void an_enrolment_over_a_pre_shared_key_needs_to_be_allowed() throws Exception {
        String endpoint = "psk-enrolled";
        URI server = bootstrapServer(endpoint);
        shared.management().admit(endpoint);
        Path folder = stage.newFolder();
        String address = sim(folder)
                .keyPair("05", "operational")
                .anchoredIn(shared.bed())
                .address();
        Agent agent = Agent.configured(folder, pskOf(endpoint), address, server);
        assertThat(agent.runs("run", "--once").failed(4))
                .startsWith(
                        server + ": the account of " + shared.server().management()
                                + " needs an enrolment, and the association to this server was made with a pre-shared key, over which RFC 9148 has none;")
                .contains("set enrolment.over-psk to true");
        Agent allowed = new Agent(agent.folder(), pskOf(endpoint, "IOTSAFE_ENROLMENT_OVER_PSK=true"));
        assertThat(registered(allowed.runs("run", "--once")))
                .contains("certificate=<CN=psk-enrolled, ")
                .contains(" key=iotsafe:type=private;id=05 ");
    }

    /** RFC 6347 4.1.2.7: what another key has encrypted is dropped without a word, and the request's time ends before the handshake's. */
    @Test
    void a_server_with_another_key_is_asked_for_where_it_only_falls_silent() throws Exception {
        String endpoint = "psk-unlike";
        Path folder = stage.newFolder();
        Agent agent = Agent.configured(
                folder,
                pskOf(endpoint),
                Sim.blank(folder).secret("0A", "bootstrap", MANAGEMENT_KEY).address(),
                bootstrapServer(endpoint),
                "lwm2m: {request-timeout: 2s}");
        assertThat(agent.runs("run", "--once").failed(4))
                .endsWith("no answer to Bootstrap-Request within 2 s; is the server running, does UDP reach it, "
                        + "and does it know this identity, with the same key?");
    }

    @Test
    void a_card_that_computes_over_no_secret_of_its_own_is_refused_before_a_server_is_asked() throws Exception {
        String endpoint = "psk-mode-00";
        Path folder = stage.newFolder();
        Agent agent = Agent.configured(
                folder,
                pskOf(endpoint),
                sim(folder, "--profile", "prf-mode-00-only").address(),
                URI.create("coaps://127.0.0.1:9"));
        assertThat(agent.runs("run", "--once").failed(3))
                .contains("this applet computes over no secret of its own (mode 01), so that a PSK cannot stay on it");
        assertThat(agent.runs("check").failed(3)).contains("a PSK cannot stay on it");
    }
}
