package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.SecureElement;
import java.net.URI;
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

    /** OMA LwM2M Core 6.1.3.2: what came from the card's file is compared at each Register. */
    @Test
    void that_came_from_a_card_which_has_other_data_now_is_deleted_and_the_new_one_taken_up() throws Exception {
        OnCard file = new OnCard("first");
        flow(file).onceUntilManaged();
        file.content = "second";

        Managed again = flow(file).onceUntilManaged();

        assertThat(again.saved().cardFile()).contains("second");
        assertThat(world.events.seen()).containsSubsequence("delete", "forget", "save", "register");
        assertThat(world.events.seen()).noneMatch(event -> event.startsWith("bootstrap"));
    }

    @Test
    void that_came_from_a_card_which_has_none_now_is_deleted_and_the_device_bootstraps() throws Exception {
        OnCard file = new OnCard("first");
        flow(file).onceUntilManaged();
        file.content = "";

        Managed again = flow(file).onceUntilManaged();

        assertThat(again.saved().server()).isEqualTo(World.EST_ACCOUNT);
        assertThat(world.events.seen()).containsSubsequence("delete", "forget", "bootstrap dev1");
        assertThat(world.store.aside()).isEmpty();
    }

    /** The same file, but the card cannot have the key: it is another one of the batch. */
    @Test
    void that_came_from_another_card_is_deleted_and_not_put_aside() throws Exception {
        OnCard file = new OnCard("first");
        flow(file).onceUntilManaged();
        world.card.swap();
        world.makeFactoryIdentity("CN=dev1");

        assertThat(flow(file).onceUntilManaged().saved().card())
                .isEqualTo(new CardIdentity("iccid:8949000000000000002F"));
        assertThat(world.events.seen()).contains("delete").doesNotContain("set aside");
    }

    @Test
    void is_compared_after_each_Update_and_at_no_other_time() throws Exception {
        OnCard file = new OnCard("first");
        int[] rounds = {0};
        world.management.whileKept(() -> {
            rounds[0]++;
            if (rounds[0] == 5) {
                world.management.updated();
            } else if (rounds[0] == 10) {
                file.content = "second";
            } else if (rounds[0] == 15) {
                assertThat(world.store.saved().cardFile()).contains("first");
                assertThat(file.comparisons).isEqualTo(2);
                world.management.updated();
            } else if (rounds[0] == 17) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> flow(file).run());

        assertThat(world.store.saved().cardFile()).contains("second");
    }

    @Test
    void that_cannot_be_compared_while_the_card_is_silent_stays_registered() throws Exception {
        OnCard file = new OnCard("first");
        int[] rounds = {0};
        world.management.whileKept(() -> {
            rounds[0]++;
            if (rounds[0] == 1) {
                file.silent = true;
                world.management.updated();
            } else if (rounds[0] == 5) {
                Thread.currentThread().interrupt();
            }
        });

        assertThatExceptionOfType(InterruptedException.class)
                .isThrownBy(() -> flow(file).run());

        assertThat(world.events.seen()).doesNotContain("delete").containsOnlyOnce("register");
    }

    @Test
    void on_a_card_that_names_a_bootstrap_server_has_that_one_asked_at_first_and_for_renewals() throws Exception {
        FactoryServer card = namingABootstrapServer();

        flow(card).onceUntilManaged();
        flow(card.orElse(FactoryServer.NONE)).onceRenewed();

        assertThat(world.events.seen())
                .containsSubsequence(
                        "bootstrap server coaps://card.example:5684",
                        "bootstrap dev1",
                        "est server coaps://card.example:5684",
                        "est");
    }

    private static FactoryServer namingABootstrapServer() {
        return new FactoryServer() {
            @Override
            public Optional<FactoryAccount> account(SecureElement card) {
                return Optional.empty();
            }

            @Override
            public Optional<BootstrapAddress> bootstrapServer(SecureElement card) {
                return Optional.of(new BootstrapAddress(URI.create("coaps://card.example:5684"), Optional.empty()));
            }
        };
    }

    /** A bootstrap file on the card; its content stands for its digest. */
    private static final class OnCard implements FactoryServer {
        private String content;
        private boolean silent;
        private int comparisons;

        OnCard(String content) {
            this.content = content;
        }

        @Override
        public Optional<FactoryAccount> account(SecureElement card) {
            return content.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new FactoryAccount(
                            ACCOUNT.server(), ACCOUNT.objects(), Optional.empty(), Optional.of(content)));
        }

        @Override
        public boolean isStillThere(SavedState saved, SecureElement card) throws CardException {
            comparisons++;
            if (silent) {
                throw new CardException.Unreachable("pulled out");
            }
            return saved.cardFile().isEmpty() || saved.cardFile().get().equals(content);
        }
    }
}
