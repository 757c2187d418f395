package iotsafe.client.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iotsafe.credentials.dtls.PskForm;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Pre-shared keys in the configuration. */
class PskConfigTest {
    private static AgentConfig read(String card, String bootstrap, String... more) throws ConfigException {
        return ConfigReader.read(
                "agent.yaml",
                "card: {%s}\nbootstrap: {uri: coaps://b, %s}\n%s".formatted(card, bootstrap, String.join("\n", more)),
                Map.of());
    }

    private static void assertMistake(String sentence, String hint, String card, String bootstrap, String... more) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> read(card, bootstrap, more))
                .withMessageContaining(sentence)
                .withMessageContaining("hint: " + hint)
                .satisfies(e -> assertThat(e.problems()).hasSize(1));
    }

    @Test
    void an_identity_is_enough_for_the_usual_card() throws ConfigException {
        AgentConfig config = read("reader: 'pcsc:'", "psk-identity: dev1");
        assertThat(config.bootstrap().pskIdentity()).contains("dev1");
        assertThat(config.bootstrap().key()).hasToString("iotsafe:type=secret;id=0A");
        assertThat(config.card().pskForm()).isEqualTo(PskForm.KEY);
        assertThat(config.card().pskTest()).isEmpty();
        assertThat(config.enrolment().overPsk()).isFalse();
        assertThat(config.management()).isEmpty();
    }

    @Test
    void everything_can_be_said() throws ConfigException {
        AgentConfig config = read(
                "reader: 'pcsc:', psk-form: pre-master",
                "psk-identity: dev1, key: iotsafe:type=secret;label=bootstrap",
                "enrolment: {over-psk: true}",
                "management: {psk-identity: dev1-lwm2m, key: iotsafe:type=secret;id=0B}");
        assertThat(config.card().pskForm()).isEqualTo(PskForm.PRE_MASTER);
        assertThat(config.bootstrap().key()).hasToString("iotsafe:type=secret;label=bootstrap");
        assertThat(config.enrolment().overPsk()).isTrue();
        assertThat(config.management().orElseThrow().pskIdentity()).isEqualTo("dev1-lwm2m");
        assertThat(config.management().orElseThrow().key()).hasToString("iotsafe:type=secret;id=0B");
        assertThat(read("reader: 'pcsc:', psk-test: iotsafe:type=secret;id=0F", "psk-identity: dev1")
                        .card()
                        .pskTest()
                        .orElseThrow())
                .hasToString("iotsafe:type=secret;id=0F");
    }

    @Test
    void a_certificate_beside_a_pre_shared_key_is_a_contradiction() {
        assertMistake(
                "bootstrap.psk-identity and bootstrap.certificate are both given; the device bootstraps with a pre-shared key or with a certificate, not with both",
                "remove one of them",
                "reader: 'pcsc:'",
                "psk-identity: dev1, certificate: iotsafe:type=file;id=02");
    }

    @Test
    void a_private_key_under_an_identity_and_a_secret_without_one_are_contradictions() {
        assertMistake(
                "bootstrap.key is \"iotsafe:type=private;id=01\"; it must name a secret on the card",
                "for example iotsafe:type=secret;id=0A",
                "reader: 'pcsc:'",
                "psk-identity: dev1, key: iotsafe:type=private;id=01");
        assertMistake(
                "bootstrap.key is \"iotsafe:type=secret;id=0A\"; a pre-shared key goes by an identity, and bootstrap.psk-identity is not given",
                "write bootstrap.psk-identity, or name a private key",
                "reader: 'pcsc:'",
                "key: iotsafe:type=secret;id=0A");
    }

    @Test
    void half_a_pre_shared_key_for_management_is_none() {
        assertMistake(
                "management.psk-identity is given without management.key",
                "write management.key, too",
                "reader: 'pcsc:'",
                "psk-identity: dev1",
                "management: {psk-identity: x}");
        assertMistake(
                "management.key is given without management.psk-identity",
                "write management.psk-identity, too",
                "reader: 'pcsc:'",
                "psk-identity: dev1",
                "management: {key: iotsafe:type=secret;id=0B}");
    }

    @Test
    void a_form_that_is_set_needs_no_test() {
        assertMistake(
                "card.psk-test and card.psk-form are both given",
                "remove one of them",
                "reader: 'pcsc:', psk-form: key, psk-test: iotsafe:type=secret;id=0F",
                "psk-identity: dev1");
    }

    @Test
    void a_token_has_no_pre_shared_keys() {
        assertMistake(
                "bootstrap.psk-identity has no meaning with \"pkcs11:\": a token computes no TLS master secret",
                "remove it, and bootstrap with a certificate",
                "reader: 'pkcs11:/l.so'",
                "psk-identity: dev1");
    }
}
