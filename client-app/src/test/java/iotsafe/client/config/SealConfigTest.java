package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** The state's seal in the configuration. */
class SealConfigTest {
    private static AgentConfig read(String state) throws ConfigException {
        return ConfigReader.read(
                "agent.yaml",
                "card: {reader: 'pcsc:'}\nbootstrap: {uri: coaps://b}\nstate: {%s}".formatted(state),
                Map.of());
    }

    private static void assertMistake(String sentence, String hint, String state) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(state))
                .withMessageContaining(sentence)
                .withMessageContaining("hint: " + hint)
                .satisfies(e -> assertThat(e.problems()).hasSize(1));
    }

    @Test
    void nothing_is_sealed_unless_a_key_is_named() throws ConfigException {
        assertThat(read("dir: /s").seal().policy()).isEqualTo(AgentConfig.Seal.Policy.AUTO);
        assertThat(read("dir: /s").seal().key()).isEmpty();
    }

    @Test
    void a_secret_or_two_halves_seal() throws ConfigException {
        assertThat(read("seal: required, seal-key: iotsafe:type=secret;id=0C")
                        .seal()
                        .key())
                .hasSize(1);
        assertThat(read("seal-key: [iotsafe:type=private;id=06, iotsafe:type=public;id=07]")
                        .seal()
                        .key())
                .hasSize(2);
    }

    @Test
    void required_needs_a_key() {
        assertMistake(
                "state.seal is required, and state.seal-key does not say by which key of the card",
                "write state.seal-key",
                "seal: required");
    }

    @Test
    void half_a_key_is_none() {
        assertMistake(
                "state.seal-key names neither one secret, nor a private key and then the public key",
                "for example iotsafe:type=secret;id=0C",
                "seal-key: iotsafe:type=private;id=06");
    }

    @Test
    void a_file_is_no_key() {
        assertMistake(
                "it must name a key on the card",
                "for example iotsafe:type=secret;id=0C",
                "seal-key: iotsafe:type=file;id=06");
    }

    @Test
    void a_key_that_is_made_anew_cannot_seal() {
        assertMistake(
                "state.seal-key and enrolment.key are both iotsafe:type=private;id=05",
                "name a key that stays",
                "seal-key: [iotsafe:type=private;id=05, iotsafe:type=public;id=06]");
    }
}
