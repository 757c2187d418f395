package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who the SIM was made as (OMA LwM2M Transport, X.509 mode: the endpoint name is the subject's common name). */
class FactoryIdentityTest {
    private final World world = new World();

    @Test
    void the_configured_endpoint_name_wins_over_the_certificates() throws Exception {
        world.makeFactoryIdentity("CN=other");

        assertThat(read().endpoint()).isEqualTo("dev1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CN=urn:imei:350000000000001 | urn:imei:350000000000001",
                "C=DE,O=Maker,CN=dev7 | dev7",
                "CN=dev7+SERIALNUMBER=4711 | dev7",
                "SERIALNUMBER=4711+CN=dev7 | dev7",
                "CN=a\\,b\\+c | a,b+c",
                "CN=größe | größe"
            })
    void without_one_it_is_the_common_name(String subject, String endpoint) throws Exception {
        world.makeFactoryIdentity(subject);

        world.namedByTheCertificate();

        assertThat(read().endpoint()).isEqualTo(endpoint);
    }

    @Test
    void without_a_common_name_a_sentence_says_what_to_configure() {
        world.makeFactoryIdentity("O=Maker,SERIALNUMBER=4711");
        world.namedByTheCertificate();

        assertThatThrownBy(this::read)
                .isInstanceOf(CardException.Refused.class)
                .hasMessageContaining("O=Maker")
                .hasMessageContaining("set endpoint in the configuration");
    }

    @Test
    void the_whole_flow_uses_the_common_name() throws Exception {
        world.makeFactoryIdentity("CN=dev9");

        world.namedByTheCertificate().flow().onceUntilManaged();

        assertThat(world.events.seen()).contains("bootstrap dev9");
        assertThat(world.store.saved().endpoint()).isEqualTo("dev9");
        assertThat(World.subjects(world.store.saved().chain())).isEqualTo(List.of("CN=dev9"));
    }

    @Test
    void a_card_without_the_certificate_is_the_cards_failure() {
        world.card.fail("read", new CardException.Refused("READ FILE 01: 6A82"));

        assertThatThrownBy(world.flow()::onceUntilManaged)
                .hasCauseInstanceOf(CardException.Refused.class)
                .hasMessageContaining("READ FILE 01");
        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
    }

    private FactoryIdentity read() throws CardException {
        return FactoryIdentity.read(world.card, world.settings);
    }
}
