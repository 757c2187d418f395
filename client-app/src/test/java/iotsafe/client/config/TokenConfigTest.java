package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.client.CardAccess;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.pkcs11.PinSource;
import iotsafe.credentials.pkcs11.Pkcs11Element;
import iotsafe.credentials.pkcs11.TokenAddress;
import iotsafe.credentials.pkcs11.TokenChoice;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PKCS#11 token as {@code card.reader}; single mistakes in an address are in {@link ConfigMistakesTest}. */
class TokenConfigTest {
    private static final Path LIBRARY = Path.of("/usr/lib/my p11.so");

    @Test
    void an_address_names_library_token_and_the_place_of_the_PIN() {
        assertThat(token("pkcs11:/usr/lib/my%20p11.so?token=my%20token%26&pin-file=/etc/pin"))
                .isEqualTo(new TokenAddress(
                        LIBRARY, new TokenChoice.ByLabel("my token&"), new PinSource.InFile(Path.of("/etc/pin"))));
        assertThat(token("pkcs11:/usr/lib/my%20p11.so?slot-list-index=12&pin-env=TOKEN_PIN"))
                .isEqualTo(new TokenAddress(
                        LIBRARY, new TokenChoice.BySlot(12), new PinSource.InEnvironment("TOKEN_PIN")));
        assertThat(token("pkcs11:/usr/lib/my%20p11.so"))
                .isEqualTo(new TokenAddress(LIBRARY, new TokenChoice.Only(), new PinSource.AtTerminal()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:/l.so",
                "pkcs11:/l.so?slot-list-index=0",
                "pkcs11:/my%20l.so?token=a%20%25%26%C3%BC%2B&pin-file=/etc/a%20pin",
                "pkcs11:/l.so?pin-env=TOKEN_PIN"
            })
    void an_address_is_printed_as_it_was_read(String text) {
        assertThat(ReaderAddress.parse(text)).hasToString(text);
    }

    @Test
    void the_token_stands_in_for_the_applet() throws ConfigException {
        AgentConfig config = read("reader: 'pkcs11:/l.so?token=T'", "key: pkcs11:token=T;type=private;id=%01");
        assertThat(config.bootstrap().key()).hasToString("iotsafe:type=private;id=01");
        try (SecureElement element = CardAccess.secureElement(config.card())) {
            assertThat(element).isInstanceOf(Pkcs11Element.class).hasToString("pkcs11:/l.so?token=T");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pkcs11:/l.so?pin-value=SECRET",
                "pkcs11:/l.so?token=T&pin=SECRET&slot-list-index=0",
                "pkcs11:/l.so?pin-valeu=SECRET",
                "pkcs11:/l.so?pin-file=SECRET",
                "pkcs11:/l.so?pin-env=SECRET-9",
                "pkcs11:/l.so?pin-source=SECRET",
                "pkcs11:/l.so?PIN-VALUE=SECRET",
                "pkcs11:/l.so?pin-value=SECRET SECRET",
                "pkcs:/l.so?pin-value=SECRET"
            })
    void a_PIN_in_an_address_is_refused_and_not_shown(String address) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("reader: '" + address + "'", "key: iotsafe:type=private;id=01"))
                .withMessageContaining("card.reader is \"pkcs")
                .withMessageContaining("******")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("SECRET"));
        assertThat(ReaderAddress.withoutPin(address)).doesNotContain("SECRET");
    }

    @Test
    void a_PIN_in_a_long_line_or_a_key_of_its_own_is_not_shown() {
        String far = "reader: 'pkcs11:/" + "x".repeat(200) + "?pin-value=SECRETSECRET&slot=1', applet: zz";
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigReader.read("agent.yaml", "card: {" + far + "}\n", Map.of()))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("SECRET"));
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("pin: \"SECRET\"", "key: iotsafe:type=private;id=01"))
                .withMessageContaining("\"pin\" is no key of card")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("SECRET"));
    }

    @Test
    void the_hint_for_a_PIN_in_an_address_says_where_it_belongs() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("reader: 'pkcs11:/l.so?pin-value=1234'", "key: iotsafe:type=private;id=01"))
                .withMessage("""
                        agent.yaml:2:11: error: card.reader is "pkcs11:/l.so?pin-value=****"; "pin-value" would put the PIN itself into the configuration
                            2 |   reader: 'pkcs11:/l.so?pin-value=****'
                                          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
                        hint: write the PIN into a file that only the agent's user may read, and pin-file=/etc/iotsafe-agent/pin here; or use pin-env=VARIABLE""");
    }

    @Test
    void a_variable_of_the_configuration_cannot_hold_the_PIN() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("reader: 'pkcs11:/l.so?pin-env=IOTSAFE_PIN'", "endpoint:"))
                .withMessageContaining("variables that start with IOTSAFE_ are keys of the configuration");
    }

    @Test
    void a_token_in_a_credential_must_be_the_readers() {
        String key = "key: pkcs11:token=A;type=private;id=%01";
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("reader: 'pkcs11:/l.so?token=B'", key))
                .withMessageContaining("bootstrap.key names token \"A\", and card.reader token \"B\"");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("reader: 'pkcs11:/l.so?slot-list-index=0'", key))
                .withMessageContaining("bootstrap.key names token \"A\", and card.reader names none");
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read("reader: 'pcsc:'", "key: pkcs11:type=private;id=%01"))
                .withMessageContaining("bootstrap.key is an object of a PKCS#11 token, and card.reader is none");
    }

    @Test
    void a_token_has_no_applet() {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigReader.read(
                        "agent.yaml",
                        "card: {reader: 'pkcs11:/l.so', applet: A000000559}\nbootstrap: {uri: coaps://b}\n",
                        Map.of()))
                .withMessageContaining("card.applet has no meaning with \"pkcs11:\"");
    }

    private static TokenAddress token(String text) {
        return ((ReaderAddress.Pkcs11) ReaderAddress.parse(text)).address();
    }

    private static AgentConfig read(String card, String bootstrap) throws ConfigException {
        String text = "card:\n  %s\nbootstrap:\n  uri: coaps://b\n  %s\n".formatted(card, bootstrap);
        return ConfigReader.read("agent.yaml", text, Map.of());
    }
}
