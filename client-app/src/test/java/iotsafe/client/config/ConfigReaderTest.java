package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.dtls.PskForm;
import iotsafe.credentials.modem.ModemAccess;
import iotsafe.credentials.modem.ModemAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a configuration means. The mistakes are in {@link ConfigMistakesTest}. */
class ConfigReaderTest {
    private static final String LEAST = """
            card:
              reader: "pcsc:"
            bootstrap:
              uri: coaps://boot.example.com
            """;

    @Test
    void every_key_but_two_has_a_default() throws ConfigException {
        AgentConfig config = read(LEAST);

        assertThat(config.endpoint()).isEmpty();
        assertThat(config.card().reader()).isEqualTo(new ReaderAddress.Pcsc(Optional.empty()));
        assertThat(config.card().applet()).isEmpty();
        assertThat(config.bootstrap().uri()).isEqualTo(URI.create("coaps://boot.example.com:5684"));
        assertThat(config.bootstrap().key()).hasToString("iotsafe:type=private;id=01");
        assertThat(config.bootstrap().certificate()).containsExactly(CredentialUri.parse("iotsafe:type=file;id=02"));
        assertThat(config.bootstrap().trust()).containsExactly(CredentialUri.parse("iotsafe:type=file;id=03"));
        assertThat(config.bootstrap().serverName()).isEmpty();
        assertThat(config.enrolment().accounts()).isEqualTo(AgentConfig.Accounts.MODE_4);
        assertThat(config.enrolment().keys()).hasToString("[iotsafe:type=private;id=05]");
        assertThat(config.enrolment().path()).isEmpty();
        assertThat(config.enrolment().waitAtMost()).isEqualTo(Duration.ofHours(1));
        assertThat(config.lwm2m())
                .isEqualTo(new AgentConfig.Lwm2m(Duration.ofMinutes(2), Duration.ofSeconds(247), false));
        assertThat(config.device())
                .isEqualTo(new AgentConfig.Device(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertThat(config.stateDir()).isEqualTo(Path.of("/var/lib/iotsafe-agent"));
        assertThat(config.clockTolerance()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.log())
                .isEqualTo(new AgentConfig.Log(AgentConfig.Log.Level.INFO, AgentConfig.Log.Format.AUTO, false));
    }

    @Test
    void every_key_can_be_given() throws ConfigException {
        AgentConfig config = read("""
                endpoint: urn:imei:490154203237518
                card: {reader: "simulator:run/sim.json", applet: A000000559}
                bootstrap:
                  uri: coaps://[2001:db8::1]:6000
                  key: iotsafe:type=private;label=factory%20key
                  certificate: [iotsafe:type=file;id=0A, file:/etc/ca.pem]
                  trust: file:/etc/root.pem
                  server-name: boot.example.com
                enrolment: {accounts: all, key: iotsafe:type=private;id=06, path: /est/arbitrary, wait-at-most: 1d2h}
                lwm2m: {request-timeout: 90s, bootstrap-session-timeout: 1m30s500ms}
                device: {manufacturer: Ewe & Sons, model: 1.10, serial-number: 007, device-type: "on", hardware-version: 2}
                state: {dir: /tmp/x}
                clock: {tolerance: 0s}
                log: {level: trace, format: json, card-trace: true}
                """);

        assertThat(config.endpoint()).contains("urn:imei:490154203237518");
        assertThat(config.card())
                .isEqualTo(new AgentConfig.Card(
                        new ReaderAddress.Simulator(Path.of("run/sim.json")),
                        Optional.of(Bytes.ofHex("A000000559")),
                        PskForm.KEY,
                        Optional.empty()));
        assertThat(config.bootstrap().uri()).hasToString("coaps://[2001:db8::1]:6000");
        assertThat(config.bootstrap().key()).hasToString("iotsafe:type=private;label=factory%20key");
        assertThat(config.bootstrap().certificate())
                .extracting(Object::toString)
                .containsExactly("iotsafe:type=file;id=0A", "file:/etc/ca.pem");
        assertThat(config.bootstrap().trust()).extracting(Object::toString).containsExactly("file:/etc/root.pem");
        assertThat(config.bootstrap().serverName()).contains("boot.example.com");
        assertThat(config.enrolment().accounts()).isEqualTo(AgentConfig.Accounts.ALL);
        assertThat(config.enrolment().path()).contains("/est/arbitrary");
        assertThat(config.enrolment().waitAtMost()).isEqualTo(Duration.ofHours(26));
        assertThat(config.lwm2m())
                .isEqualTo(new AgentConfig.Lwm2m(Duration.ofSeconds(90), Duration.ofMillis(90_500), false));
        assertThat(config.device())
                .as("what YAML would take for a number or a truth value stays as written")
                .isEqualTo(new AgentConfig.Device(
                        Optional.of("Ewe & Sons"),
                        Optional.of("1.10"),
                        Optional.of("007"),
                        Optional.of("on"),
                        Optional.of("2")));
        assertThat(config.clockTolerance()).isZero();
        assertThat(config.log())
                .isEqualTo(new AgentConfig.Log(AgentConfig.Log.Level.TRACE, AgentConfig.Log.Format.JSON, true));
    }

    @Test
    void a_modem_has_115200_baud_and_finds_its_access_unless_told() throws ConfigException {
        assertThat(read(LEAST.replace("pcsc:", "modem:/dev/ttyUSB2")).card().reader())
                .isEqualTo(
                        new ReaderAddress.Modem(new ModemAddress(Path.of("/dev/ttyUSB2"), 115_200, ModemAccess.AUTO)));
        assertThat(read(LEAST.replace("pcsc:", "modem:/dev/ttyS1?baud=9600&access=csim"))
                        .card()
                        .reader())
                .isEqualTo(new ReaderAddress.Modem(new ModemAddress(Path.of("/dev/ttyS1"), 9600, ModemAccess.CSIM)))
                .hasToString("modem:/dev/ttyS1?baud=9600&access=csim");
    }

    @Test
    void a_key_or_section_without_a_value_is_as_if_absent() throws ConfigException {
        assertThat(read(LEAST + "endpoint:\nlog:\nclock: {tolerance: }\ndevice: ~\n"))
                .isEqualTo(read(LEAST));
    }

    @Test
    void an_anchor_stands_for_what_it_names() throws ConfigException {
        assertThat(read(LEAST + "device: {manufacturer: &who Ewe, model: *who}\n")
                        .device()
                        .model())
                .contains("Ewe");
    }

    @Test
    void windows_line_ends_and_a_byte_order_mark_change_nothing() throws ConfigException {
        assertThat(read("\uFEFF" + LEAST.replace("\n", "\r\n"))).isEqualTo(read(LEAST));
    }

    @Test
    void the_environment_overrides_the_file() throws ConfigException {
        AgentConfig config = ConfigReader.read(
                "agent.yaml",
                LEAST,
                Map.of(
                        "IOTSAFE_CARD_READER", "simulator:sim.json",
                        "IOTSAFE_BOOTSTRAP_SERVER_NAME", "other.example.com",
                        "IOTSAFE_BOOTSTRAP_TRUST", "file:/a.pem  file:/b.pem",
                        "IOTSAFE_LOG_CARD_TRACE", "true",
                        "HOME", "/root"));

        assertThat(config.card().reader()).hasToString("simulator:sim.json");
        assertThat(config.bootstrap().serverName()).contains("other.example.com");
        assertThat(config.bootstrap().trust())
                .extracting(Object::toString)
                .containsExactly("file:/a.pem", "file:/b.pem");
        assertThat(config.log().cardTrace()).isTrue();
    }

    @Test
    void the_environment_gives_what_the_file_lacks_and_mends_what_it_has_wrong() throws ConfigException {
        AgentConfig config = ConfigReader.read(
                "agent.yaml",
                "card: {reader: [1]}\nclock: {tolerance: 5}\n",
                Map.of(
                        "IOTSAFE_BOOTSTRAP_URI",
                        "coaps://b",
                        "IOTSAFE_CLOCK_TOLERANCE",
                        "5s",
                        "IOTSAFE_CARD_READER",
                        "pcsc:"));
        assertThat(config.clockTolerance()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void an_empty_variable_is_as_if_not_set() throws ConfigException {
        assertThat(ConfigReader.read("agent.yaml", LEAST, Map.of("IOTSAFE_LOG_LEVEL", "", "IOTSAFE_CARD_READER", "")))
                .isEqualTo(read(LEAST));
    }

    @Test
    void a_wrong_variable_is_named_after_the_mistakes_of_the_file() {
        ConfigException mistakes = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigReader.read(
                        "agent.yaml",
                        LEAST + "lgo:\n",
                        Map.of(
                                "IOTSAFE_LOG_LEVEL",
                                "loud",
                                "IOTSAFE_CARD_RAEDER",
                                "pcsc:",
                                "IOTSAFE_CLOCK_TOLERANCE",
                                "9d")));

        assertThat(mistakes).hasMessage("""
                agent.yaml:5:1: error: "lgo" is no key
                    5 | lgo:
                        ^^^
                hint: did you mean "log"?
                IOTSAFE_CARD_RAEDER: error: no key has this variable
                hint: did you mean "IOTSAFE_CARD_READER"?
                IOTSAFE_CLOCK_TOLERANCE: error: clock.tolerance is "9d"; it can be from 0s to 1d
                IOTSAFE_LOG_LEVEL: error: log.level is "loud"; it can be "error", "warn", "info", "debug" or "trace\"""");
    }

    private static AgentConfig read(String text) throws ConfigException {
        return ConfigReader.read("agent.yaml", text, Map.of());
    }
}
