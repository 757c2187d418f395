package iotsafe.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iotsafe.client.card.CardReport;
import iotsafe.client.card.Inspection;
import iotsafe.client.card.SelfTest;
import iotsafe.client.card.TestCards;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.applet.IotSafeApplet;
import iotsafe.credentials.pcsc.PcscReaders;
import iotsafe.sim.SimMemory;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What scripts and people read of a card: the names and shapes that the README promises. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CardReportsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    private Path folder;

    @Test
    void an_inspection_in_json_has_the_promised_fields() throws Exception {
        TestCards.Holder device = TestCards.device(folder);
        JsonNode json = inspected(TestCards.complete("standard", device), false);
        assertThat(json.path("format").asInt()).isEqualTo(1);
        assertThat(json.path("reader").asText()).isEqualTo("simulator:test");
        assertThat(json.path("identity").asText()).isEqualTo("iccid:8949020********5678");
        assertThat(Instant.parse(json.path("at").asText())).isBeforeOrEqualTo(Instant.now());
        assertThat(json.path("applet").path("aid").asText()).isEqualTo("A0000005590010");
        assertThat(json.path("applet").path("version").asText()).isEqualTo("10");
        assertThat(json.path("applet").path("channel").asInt()).isEqualTo(1);
        assertThat(json.path("line").path("class").asText()).isEqualTo("80");
        assertThat(json.path("line").path("lengthAfterBody").asText()).isEqualTo("sent");
        assertThat(json.path("line").path("signatureLengthBytes").asText()).isEqualTo("untried");
        assertThat(json.path("capabilities").path("agree").path("declared").asText())
                .isEqualTo("yes");
        assertThat(json.path("capabilities").path("agree").path("used").asText())
                .isEqualTo("asked");
        assertThat(texts(json.path("schemes"))).containsExactly("ecdsa");
        assertThat(json.path("exchanges").asInt()).isPositive();

        JsonNode key = object(json, "iotsafe:type=private;id=01");
        assertThat(key.path("type").asText()).isEqualTo("private");
        assertThat(key.path("label").asText()).isEqualTo("factory");
        assertThat(key.path("labelHex").asText()).isEqualTo("666163746F7279");
        assertThat(key.path("state").asText()).isEqualTo("filled");
        assertThat(key.path("keyType").asText()).isEqualTo("13");
        assertThat(key.path("key").asText()).isEqualTo("P-256");
        assertThat(texts(key.path("functions"))).containsExactly("sign", "agree");
        assertThat(texts(key.path("access"))).containsExactly("update");
        assertThat(key.path("usage").asText()).isEqualTo("general");
        assertThat(key.path("publicKey").asText()).isEqualTo("iotsafe:type=public;id=01");
        assertThat(object(json, "iotsafe:type=private;id=05").path("state").asText())
                .isEqualTo("empty");

        JsonNode file = object(json, "iotsafe:type=file;id=02");
        assertThat(file.path("usage").asText()).isEqualTo("x509");
        assertThat(file.path("size").asInt()).isEqualTo(device.certificate().getEncoded().length);
        assertThat(file.path("contentBytes").asInt())
                .isEqualTo(file.path("size").asInt());
        JsonNode certificate = file.path("certificates").path(0);
        assertThat(certificate.path("subject").asText()).isEqualTo("CN=device");
        assertThat(certificate.path("issuer").asText()).isEqualTo("CN=device");
        assertThat(certificate.path("serial").asText())
                .isEqualTo(device.certificate().getSerialNumber().toString(16));
        assertThat(Instant.parse(certificate.path("notAfter").asText()))
                .isEqualTo(device.certificate().getNotAfter().toInstant());
        assertThat(certificate.path("daysLeft").asInt()).isEqualTo(29);
        assertThat(certificate.path("valid").asBoolean()).isTrue();
        assertThat(certificate.path("authority").asBoolean()).isFalse();
        assertThat(certificate.path("privateKey").asText()).isEqualTo("iotsafe:type=private;id=01");
    }

    @Test
    void what_a_card_denies_is_never_asked_and_what_it_does_not_say_is_tried() throws Exception {
        TestCards.Holder device = TestCards.device(folder);
        JsonNode denying = inspected(TestCards.complete("no-agreement", device), false);
        assertThat(denying.path("capabilities").path("agree").path("declared").asText())
                .isEqualTo("no");
        assertThat(denying.path("capabilities").path("agree").path("used").asText())
                .isEqualTo("never-asked");
        JsonNode silent = inspected(TestCards.complete("no-application-data+class-0c+le-refused", device), false);
        assertThat(silent.path("declaresCapabilities").asBoolean()).isFalse();
        assertThat(silent.path("capabilities").path("sign").path("declared").asText())
                .isEqualTo("unsaid");
        assertThat(silent.path("capabilities").path("sign").path("used").asText())
                .isEqualTo("tried");
        assertThat(silent.path("line").path("class").asText()).isEqualTo("00");
        assertThat(silent.path("line").path("lengthAfterBody").asText()).isEqualTo("left-out");
    }

    @Test
    void a_locked_file_has_a_problem_and_no_certificates() throws Exception {
        JsonNode json = inspected(TestCards.locked(TestCards.complete("standard", TestCards.device(folder))), false);
        JsonNode locked = object(json, "iotsafe:type=file;id=0B");
        assertThat(locked.path("problem").asText()).startsWith("READ FILE");
        assertThat(locked.path("certificates")).isEmpty();
        assertThat(texts(locked.path("access"))).isEmpty();
    }

    /** It leads to a subscriber, and reports are passed on. */
    @Test
    void the_iccid_is_whole_only_on_request() throws Exception {
        CardReport report = report(TestCards.complete("standard", TestCards.device(folder)));
        assertThat(Json.text(ReportJson.of(report, false))).doesNotContain(TestCards.ICCID);
        assertThat(ReportText.lines(report, false)).contains("card      iccid:8949020********5678");
        assertThat(ReportText.lines(report, true)).contains("card      iccid:" + TestCards.ICCID);
        assertThat(ReportJson.of(report, true).path("identity").asText()).isEqualTo("iccid:" + TestCards.ICCID);
    }

    @Test
    void a_self_test_in_json_has_the_promised_fields_and_no_secret() throws Exception {
        SimMemory memory = TestCards.complete("standard", TestCards.device(folder));
        try (IotSafeApplet card = TestCards.applet(memory)) {
            String text = Json.text(SelfTestJson.of(
                    new SelfTest("simulator:test", card, Clock.systemUTC(), 2, Optional.empty()).run()));
            JsonNode json = MAPPER.readTree(text);
            assertThat(json.path("format").asInt()).isEqualTo(1);
            assertThat(json.path("passed").asBoolean()).isTrue();
            assertThat(json.path("checks")).allSatisfy(check -> {
                assertThat(check.path("name").asText()).isNotEmpty();
                assertThat(check.path("outcome").asText()).isIn("passed", "unproven", "not-offered", "failed");
                assertThat(check.path("detail").asText()).isNotEmpty();
            });
            assertThat(json.path("timings")).isNotEmpty().allSatisfy(timing -> {
                assertThat(timing.path("count").asInt()).isPositive();
                assertThat(timing.path("medianMs").isNumber()).isTrue();
                assertThat(timing.path("maxMs").asDouble())
                        .isGreaterThanOrEqualTo(timing.path("minMs").asDouble());
            });
            assertThat(json.path("abilities"))
                    .hasSize(6)
                    .allSatisfy(ability ->
                            assertThat(ability.path("verdict").asText()).isIn("yes", "partly", "no"));
            assertThat(text)
                    .doesNotContain(TestCards.ICCID)
                    .doesNotContain(Bytes.of(TestCards.TEST_PSK).toHex());
        }
    }

    @Test
    void readers_in_json_have_an_address_to_copy() throws Exception {
        JsonNode json = MAPPER.readTree(Json.text(CardListCommand.json(List.of(
                new PcscReaders.Slot("ACS 00 00", true, Optional.of(Bytes.ofHex("3B00"))),
                new PcscReaders.Slot("Empty \"one\"", false, Optional.empty())))));
        assertThat(json.path("readers").path(0).path("address").asText()).isEqualTo("pcsc:ACS 00 00");
        assertThat(json.path("readers").path(0).path("cardPresent").asBoolean()).isTrue();
        assertThat(json.path("readers").path(0).path("atr").asText()).isEqualTo("3B00");
        assertThat(json.path("readers").path(1).path("address").asText()).isEqualTo("pcsc:Empty \"one\"");
        assertThat(json.path("readers").path(1).has("atr")).isFalse();
    }

    private static JsonNode inspected(SimMemory memory, boolean wholeIccid) throws Exception {
        return MAPPER.readTree(Json.text(ReportJson.of(report(memory), wholeIccid)));
    }

    private static CardReport report(SimMemory memory) throws Exception {
        try (IotSafeApplet card = TestCards.applet(memory)) {
            return Inspection.of("simulator:test", card, Clock.systemUTC());
        }
    }

    private static JsonNode object(JsonNode json, String uri) {
        for (JsonNode object : json.path("objects")) {
            if (object.path("uri").asText().equals(uri)) {
                return object;
            }
        }
        throw new AssertionError("no " + uri + " in " + json);
    }

    private static List<String> texts(JsonNode array) {
        List<String> found = new ArrayList<>();
        array.forEach(node -> found.add(node.asText()));
        return found;
    }
}
