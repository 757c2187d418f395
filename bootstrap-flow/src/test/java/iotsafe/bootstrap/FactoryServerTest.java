package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.credentials.CardException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A management server that was known when the device was made (OMA LwM2M Core 6.1.3.1, factory bootstrap; design section 6). */
class FactoryServerTest {
    private static final FactoryAccount ACCOUNT =
            new FactoryAccount(World.CERTIFICATE_ACCOUNT, "{\"/0/1\":\"known\"}", Optional.empty());

    private final World world = new World();

    private Flow flow(FactoryServer server) {
        Outside plain = world.outside();
        return new Flow(
                new Outside(
                        plain.card(),
                        plain.bootstrapServer(),
                        plain.managementServer(),
                        plain.store(),
                        plain.settings(),
                        plain.clock(),
                        plain.pause(),
                        plain.enrolmentServer(),
                        plain.orders(),
                        server),
                world.told,
                Told.TINY);
    }

    @Test
    void is_registered_with_directly_under_the_factory_identity() throws Exception {
        Managed managed = flow(card -> Optional.of(ACCOUNT)).onceUntilManaged();

        assertThat(managed.saved().objects()).isEqualTo(ACCOUNT.objects());
        assertThat(managed.saved().key()).isEqualTo(World.FACTORY_KEY);
        assertThat(managed.saved().endpoint()).isEqualTo("dev1");
        assertThat(world.events.seen()).noneMatch(event -> event.startsWith("bootstrap"));
        assertThat(world.store.load().managed()).contains(managed.saved());
    }

    @Test
    void with_a_pre_shared_key_the_endpoint_name_is_the_identity_unless_it_is_set() throws Exception {
        FactoryAccount account = new FactoryAccount(
                new ServerAccount(1, World.SERVER_URI, ServerAccount.Mode.PSK), "{}", Optional.of("dev-psk"));
        world.namedByTheCertificate();

        Managed managed = flow(card -> Optional.of(account)).onceUntilManaged();

        assertThat(managed.saved().endpoint()).isEqualTo("dev-psk");
        assertThat(managed.saved().usesPsk()).isTrue();
    }

    @Test
    void is_looked_for_once_and_what_is_saved_counts_from_then_on() throws Exception {
        flow(card -> Optional.of(ACCOUNT)).onceUntilManaged();

        Managed again = flow(card -> {
                    throw new AssertionError("asked again");
                })
                .onceUntilManaged();

        assertThat(again.saved().objects()).isEqualTo(ACCOUNT.objects());
    }

    @Test
    void unknown_means_bootstrap() throws Exception {
        assertThat(flow(FactoryServer.NONE).onceUntilManaged().saved().server()).isEqualTo(World.EST_ACCOUNT);
    }

    @Test
    void on_a_card_that_does_not_answer_is_no_reason_to_bootstrap() {
        assertThatExceptionOfType(FlowException.class)
                .isThrownBy(() -> flow(card -> {
                            throw new CardException.Unreachable("pulled out");
                        })
                        .onceUntilManaged())
                .withMessageContaining("pulled out");
        assertThat(world.events.seen()).noneMatch(event -> event.startsWith("bootstrap"));
    }

    @Test
    void that_refuses_again_and_again_leads_to_the_bootstrap_server() throws Exception {
        world.management.refuses(5);
        world.management.whileKept(() -> Thread.currentThread().interrupt());

        try {
            flow(card -> Optional.of(ACCOUNT)).run();
        } catch (InterruptedException registered) {
            assertThat(world.store.load().managed().orElseThrow().server()).isEqualTo(World.EST_ACCOUNT);
        }
    }

    @Test
    void has_no_account_that_needs_an_enrolment() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactoryAccount(World.EST_ACCOUNT, "{}", Optional.empty()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FactoryAccount(World.CERTIFICATE_ACCOUNT, "{}", Optional.of("identity")));
    }
}
