package iotsafe.bootstrap;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static iotsafe.bootstrap.World.FACTORY_KEY;
import static org.assertj.core.api.Assertions.assertThat;

import iotsafe.est.Pkcs10;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a bare card to a registered device (design section 6; est.md C.3, E 45). */
class NewDeviceTest {
    private final World world = new World();

    @Test
    void a_new_device_goes_through_every_state_in_order() throws Exception {
        world.flow().onceUntilManaged();

        assertThat(world.told.names())
                .containsExactly(
                        "CardReady",
                        "Bootstrapping",
                        "NeedTrustAnchors",
                        "NeedKeyPair",
                        "NeedCertificate",
                        "NeedStorage",
                        "Registering",
                        "Managed");
    }

    @Test
    void enrolment_comes_after_the_session_and_saving_before_registering() throws Exception {
        world.flow().onceUntilManaged();

        assertThat(world.events.seen())
                .containsExactly(
                        "connect",
                        "identity",
                        "read",
                        "bootstrap dev1",
                        "sign factory",
                        "crts",
                        "generate",
                        "sign enrolled",
                        "save",
                        "sen",
                        "save",
                        "connect",
                        "register",
                        "sign enrolled");
    }

    @Test
    void registers_under_the_enrolled_certificate_with_the_key_that_was_generated() throws Exception {
        world.flow().onceUntilManaged();

        ScriptedManagement.Registered registered = world.management.registered.get(0);
        Pkcs10 request = world.bootstrap.est.requests.get(0);
        assertThat(registered.endpoint()).isEqualTo("dev1");
        assertThat(registered.objects()).isEqualTo(ScriptedBootstrap.OBJECTS);
        assertThat(registered.identity().key().uri()).isEqualTo(ENROLMENT_KEY);
        assertThat(registered.identity().certificate().getPublicKey()).isEqualTo(request.publicKey());
        assertThat(registered.anchors()).containsExactly(world.ca.certificate());
        assertThat(request.subject().getName()).isEqualTo("CN=dev1");
    }

    @Test
    void what_is_saved_is_what_it_registered_with() throws Exception {
        Managed managed = world.flow().onceUntilManaged();

        SavedState saved = world.store.saved();
        assertThat(managed.saved()).isEqualTo(saved);
        assertThat(saved.card()).isEqualTo(world.card.identity());
        assertThat(saved.server()).isEqualTo(World.EST_ACCOUNT);
        assertThat(saved.chain())
                .isEqualTo(world.management.registered.get(0).identity().chain());
    }

    @Test
    void an_account_of_mode_2_is_not_enrolled_by_policy_MODE_4_and_gets_the_factory_key() throws Exception {
        world.bootstrap.accounts = List.of(World.CERTIFICATE_ACCOUNT);

        world.flow().onceUntilManaged();

        assertThat(world.told.names())
                .containsExactly("CardReady", "Bootstrapping", "NeedStorage", "Registering", "Managed");
        assertThat(world.events.seen()).doesNotContain("crts", "generate", "sen");
        assertThat(world.store.saved().key()).isEqualTo(FACTORY_KEY);
        assertThat(world.management.registered.get(0).identity().key().uri()).isEqualTo(FACTORY_KEY);
    }

    @Test
    void policy_ALL_enrols_an_account_of_mode_2_too() throws Exception {
        world.bootstrap.accounts = List.of(World.CERTIFICATE_ACCOUNT);

        world.enrolling(EnrolmentPolicy.ALL).flow().onceUntilManaged();

        assertThat(world.store.saved().key()).isEqualTo(ENROLMENT_KEY);
    }

    @Test
    void policy_ALL_enrols_an_account_of_mode_4() throws Exception {
        world.enrolling(EnrolmentPolicy.ALL).flow().onceUntilManaged();

        assertThat(world.store.saved().key()).isEqualTo(ENROLMENT_KEY);
    }

    @Test
    void the_account_with_the_lowest_short_server_id_is_used() throws Exception {
        ServerAccount second = new ServerAccount(200, URI.create("coaps://b.example:5684"), ServerAccount.Mode.EST);
        world.bootstrap.accounts = List.of(World.EST_ACCOUNT, second);

        world.flow().onceUntilManaged();

        assertThat(world.store.saved().server()).isEqualTo(World.EST_ACCOUNT);
    }

    @Test
    void the_listener_is_told_of_every_exchange_with_the_card() throws Exception {
        world.flow().onceUntilManaged();

        assertThat(world.told.exchanges()).isEqualTo(world.card.exchanges());
    }

    @Test
    void every_state_says_where_the_device_is_in_one_sentence() throws Exception {
        world.flow().onceUntilManaged();

        assertThat(world.told.reached())
                .extracting(DeviceState::sentence)
                .allSatisfy(sentence -> assertThat(sentence).isNotBlank().doesNotContain("\n"))
                .satisfies(sentences -> {
                    assertThat(sentences.get(2)).contains("coaps://lwm2m.example:5684");
                    assertThat(sentences.get(4)).contains("iotsafe:type=private;id=02");
                    assertThat(sentences.get(5)).contains("CN=dev1", "CN=Operator CA", "2027-11-23");
                    assertThat(sentences.get(7)).contains("dev1", "/rd/1");
                });
        assertThat(new NoCard().sentence()).isNotBlank();
    }
}
