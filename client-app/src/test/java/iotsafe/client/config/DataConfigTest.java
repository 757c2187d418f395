package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.bootstrap.lwm2m.data.WhenFull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Send, store and queue mode in the configuration. */
class DataConfigTest {
    private static AgentConfig.Data read(String... more) throws ConfigException {
        return ConfigReader.read(
                        "agent.yaml",
                        "card: {reader: 'pcsc:'}\nbootstrap: {uri: coaps://b}\n" + String.join("\n", more),
                        Map.of())
                .data();
    }

    @Test
    void nothing_is_sent_by_itself_and_a_thousand_are_stored_unless_said() throws ConfigException {
        assertThat(read())
                .isEqualTo(new AgentConfig.Data(
                        List.of(),
                        Duration.ofHours(1),
                        AgentConfig.SendFormat.CBOR,
                        1000,
                        WhenFull.DROP_OLDEST,
                        Optional.empty()));
    }

    @Test
    void everything_can_be_said() throws ConfigException {
        assertThat(
                        read(
                                "lwm2m: {queue-mode: true, awake: 2m}",
                                "data: {send: [/3/0/9, /4], send-every: 15m, send-format: json, store-at-most: 10, when-full: thin-out}"))
                .isEqualTo(new AgentConfig.Data(
                        List.of("/3/0/9", "/4"),
                        Duration.ofMinutes(15),
                        AgentConfig.SendFormat.JSON,
                        10,
                        WhenFull.THIN_OUT,
                        Optional.of(Duration.ofMinutes(2))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/0/1/5", "/21", "/3/", "3/0/9", "/3/0/9/1/1", "/03", "/65535", "/99999999999", "/"})
    void what_is_no_path_or_leads_to_keys_is_a_mistake(String path) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("data: {send: " + path + "}"))
                .withMessageContaining("data.send is \"" + path + "\"; it must be a path of one to four ids")
                .withMessageContaining("hint: for example /3/0/9");
    }
}
