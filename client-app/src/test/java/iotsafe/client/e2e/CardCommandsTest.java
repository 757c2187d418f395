package iotsafe.client.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iotsafe.client.card.TestCards;
import iotsafe.sim.SimMemory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The {@code card} commands as programs: what they print, how they end, and that the card is as before. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class CardCommandsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    private Path card(String profile) throws Exception {
        return saved(TestCards.complete(profile, TestCards.device(folder)));
    }

    private Path saved(SimMemory memory) throws IOException {
        Path file = Files.createTempDirectory(folder, "sim").resolve("sim.json");
        memory.save(file);
        return file;
    }

    private static Finished runs(Path sim, String... arguments) throws IOException, InterruptedException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--reader", "simulator:" + sim));
        return Agent.runsAlone(Map.of(), all.toArray(String[]::new));
    }

    @Test
    void inspect_and_selftest_print_json_alone_on_standard_output_and_write_nothing() throws Exception {
        Path sim = card("standard");
        byte[] before = Files.readAllBytes(sim);
        JsonNode inspected =
                MAPPER.readTree(runs(sim, "card", "inspect", "--json").done().out());
        assertThat(inspected.path("line").path("atr").asText()).startsWith("3B");
        assertThat(inspected.path("objects")).isNotEmpty();
        JsonNode tested = MAPPER.readTree(
                runs(sim, "card", "selftest", "--json", "--rounds", "1").done().out());
        assertThat(tested.path("passed").asBoolean()).isTrue();
        assertThat(sim).hasBinaryContent(before);
    }

    @Test
    void selftest_ends_with_3_for_a_card_that_fails_and_shows_the_whole_table_all_the_same() throws Exception {
        Finished finished = runs(card("prf-as-is"), "card", "selftest");
        assertThat(finished.exit()).isEqualTo(3);
        assertThat(finished.out())
                .contains("FAILED    PRF over a secret on the card, iotsafe:type=secret;id=07")
                .contains("yes       X.509 bootstrap")
                .contains("the card FAILED, ");
        assertThat(finished.err()).doesNotContain("\tat ");
    }

    @Test
    void a_peers_key_is_written_only_where_it_was_allowed() throws Exception {
        Path sim = card("standard");
        assertThat(runs(sim, "card", "selftest", "--write-peer", "iotsafe:type=public;id=0A")
                        .done()
                        .out())
                .contains("ok        key agreement, iotsafe:type=private;id=01");
        assertThat(runs(sim, "card", "selftest", "--write-peer", "iotsafe:type=public;id=01")
                        .failed(3))
                .contains("is the public half of a key pair");
        assertThat(runs(sim, "card", "selftest", "--write-peer", "iotsafe:type=private;id=05")
                        .exit())
                .isEqualTo(2);
    }

    @Test
    void trace_names_every_exchange_and_shows_no_secret() throws Exception {
        Path sim = card("answer-61");
        String listing = runs(sim, "card", "trace", "selftest").done().out();
        assertThat(listing)
                .containsPattern("(?m)^ +1 +[0-9.]+ ms  MANAGE CHANNEL, open: 9000 \\(success\\)$")
                .contains("GET DATA, object list, channel 1: 6300 (more data follows)")
                .contains("GET DATA, object list, continued, channel 1: 9000 (success)")
                .contains(
                        "COMPUTE SIGNATURE - UPDATE, last block, session 1, channel 1: 6143 (67 bytes wait for GET RESPONSE)")
                .contains("74 private key label: \"factory\"")
                .contains("86 secret key id: 07")
                .contains("D2 label and seed: [49 bytes not shown]")
                .contains("GET RANDOM, 64 bytes, channel 1: ")
                .containsPattern("(?m)^ +< \\[64 bytes not shown\\] 9000$")
                .containsPattern("(?m)^[0-9]+ exchanges, [0-9.]+ ms$");
        // EF ICCID as the card writes it: two digits a byte, swapped
        assertThat(listing).doesNotContain("9894200000");
        assertThat(runs(sim, "card", "trace", "--names").done().out())
                .contains("READ FILE, offset 0, channel 1")
                .doesNotContain(" < ");
    }

    @Test
    void what_cannot_be_is_refused_in_a_sentence() throws Exception {
        assertThat(runs(folder.resolve("none.json"), "card", "selftest").failed(3))
                .contains("none.json");
        assertThat(runs(card("standard"), "card", "trace", "reset").exit()).isEqualTo(2);
        assertThat(runs(card("standard"), "card", "selftest", "--rounds", "0").exit())
                .isEqualTo(2);
    }

    /** {@code java.security} and a reader's address are all that keytool is told. */
    @Test
    void keytool_lists_the_card_at_an_address_of_the_software_sim() throws Exception {
        Path sim = card("standard");
        String classes = System.getProperty("java.class.path");
        try (Program keytool = Program.start(List.of(
                Programs.jdk("keytool"),
                "-list",
                "-keystore",
                "NONE",
                "-storetype",
                "IoTSAFE",
                "-protected",
                "-providerClass",
                "iotsafe.credentials.jca.IotSafeProvider",
                "-providerArg",
                "simulator:" + sim,
                "-providerPath",
                classes))) {
            Finished finished = keytool.awaitEnd();
            assertThat(finished.exit()).as(finished.toString()).isZero();
            assertThat(finished.out()).contains("factory, ").contains("PrivateKeyEntry");
        }
    }
}
