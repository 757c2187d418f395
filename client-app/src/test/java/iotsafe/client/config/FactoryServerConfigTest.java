package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A management server that needs no bootstrap, in the configuration and on the card. */
class FactoryServerConfigTest {
    private static AgentConfig read(String reader, String bootstrap, String management) throws ConfigException {
        return ConfigReader.read(
                "agent.yaml",
                "card: {reader: '%s'}\nbootstrap: {uri: coaps://b%s}\nmanagement: {%s}"
                        .formatted(reader, bootstrap, management),
                Map.of());
    }

    @Test
    void none_is_known_unless_it_is_named_and_the_card_is_not_looked_at() throws ConfigException {
        AgentConfig config = read("pcsc:", "", "");

        assertThat(config.factoryServer()).isEmpty();
        assertThat(config.bootstrap().fromCard()).isFalse();
    }

    @Test
    void its_URI_is_enough() throws ConfigException {
        AgentConfig.FactoryServer server =
                read("pcsc:", "", "uri: coaps://m").factoryServer().orElseThrow();

        assertThat(server.uri()).isEqualTo(URI.create("coaps://m:5684"));
        assertThat(server.shortServerId()).isEqualTo(1);
        assertThat(server.lifetime()).isEqualTo(Duration.ofDays(1));
        assertThat(server.trust()).isEmpty();
    }

    @Test
    void what_is_said_of_it_needs_it() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("pcsc:", "", "trust: 'iotsafe:type=file;id=04', server-name: m"))
                .withMessageContaining("management.trust has no meaning without management.uri")
                .withMessageContaining("management.server-name has no meaning without management.uri");
    }

    @Test
    void a_token_has_no_bootstrap_file() throws ConfigException {
        assertThat(read("pcsc:", ", from-card: true", "").bootstrap().fromCard())
                .isTrue();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("pkcs11:/usr/lib/x.so?slot-list-index=0", ", from-card: true", ""))
                .withMessageContaining("bootstrap.from-card has no meaning with \"pkcs11:\"");
    }
}
