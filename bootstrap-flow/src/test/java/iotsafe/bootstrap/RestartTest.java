package iotsafe.bootstrap;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A device that has been managed before (design sections 6 and 7; est.md E 47). */
@Timeout(20)
class RestartTest {
    private final World world = new World();

    @BeforeEach
    void managed_once() throws Exception {
        world.managed();
    }

    @Test
    void registers_without_bootstrap_or_enrolment() throws Exception {
        world.flow().onceUntilManaged();

        assertThat(world.told.names()).containsExactly("CardReady", "Registering", "Managed");
        assertThat(world.events.seen()).containsExactly("connect", "connect", "register", "sign enrolled");
    }

    @Test
    void a_card_out_of_reach_never_leads_to_the_bootstrap_server() throws Exception {
        world.card.fail(
                "sign enrolled",
                IntStream.range(0, 8)
                        .mapToObj(i -> new CardException.Unreachable("no card in the reader"))
                        .toArray(CardException[]::new));

        runUntil(Managed.class);

        assertThat(world.told.failures())
                .hasSize(8)
                .allSatisfy(each -> assertThat(each.next()).isInstanceOf(Registering.class));
        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
    }

    @Test
    void a_network_that_is_down_here_never_leads_to_the_bootstrap_server() throws Exception {
        world.management.hasNoNetwork(8);

        runUntil(Managed.class);

        assertThat(world.told.failures()).hasSize(8);
        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
    }

    @Test
    void a_registration_ends_the_row_of_failures() throws Exception {
        world.management.isUnreachable(4);
        Flow flow = world.flow();
        world.told.whenReached(Managed.class, () -> {
            world.management.isUnreachable(4);
            world.management.ends(ManagementServer.End.LOST);
            world.told.whenReached(Managed.class, () -> Thread.currentThread().interrupt());
        });

        assertThatThrownBy(flow::run).isInstanceOf(InterruptedException.class);

        assertThat(world.events.count("register")).isEqualTo(10);
        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
    }

    @Test
    void saved_accounts_that_cannot_be_used_any_more_lead_to_the_bootstrap_server() throws Exception {
        world.management.says(new ServerException.Unusable(World.SERVER_URI, "the saved account cannot be used"));

        runUntil(Managed.class);

        assertThat(world.events.count("bootstrap dev1")).isOne();
    }

    @Test
    void an_expired_certificate_that_the_server_refuses_leads_to_the_bootstrap_server_at_once() throws Exception {
        world.clock.advance(Duration.ofDays(365).plusMinutes(6));
        world.management.refuses(1);
        world.bootstrap.est.sen((operation, body) -> ScriptedEst.certificate(world.ca.client(
                "CN=dev1",
                world.bootstrap.est.requests.get(1).publicKey(),
                TestCa.Dates.lasting(Duration.ofDays(900)))));

        runUntil(Managed.class);

        assertThat(world.events.seen())
                .containsSubsequence("register", "bootstrap dev1", "sign enrolled", "sen", "save", "register")
                .doesNotContain("generate");
        assertThat(world.told.failures()).hasSize(1);
    }

    /** A clock that has jumped ahead by ten years costs no certificate: the server knows better. */
    @Test
    void an_expired_certificate_that_the_server_takes_stays_in_force() throws Exception {
        SavedState before = world.store.saved();
        world.clock.advance(Duration.ofDays(3650));

        world.flow().onceUntilManaged();

        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
        assertThat(world.store.saved()).isEqualTo(before);
    }

    /** The bootstrap server is not asked at once: in between somebody sets the clock, and nothing was wrong but that. */
    @Test
    void a_clock_that_is_put_right_before_the_bootstrap_server_is_asked_costs_neither_account_nor_key()
            throws Exception {
        SavedState before = world.store.saved();
        world.clock.advance(Duration.ofDays(3650));
        world.management.isUnreachable(1);
        world.told.whenFailed(1, () -> world.clock.set(TestCa.NOW));

        runUntil(Managed.class);

        assertThat(world.events.seen()).doesNotContain("bootstrap dev1", "generate");
        assertThat(world.store.saved()).isEqualTo(before);
    }

    @Test
    void an_expired_certificate_that_nobody_answers_to_leads_to_the_bootstrap_server_too() throws Exception {
        world.clock.advance(Duration.ofDays(365).plusMinutes(6));
        world.management.isUnreachable(1);

        runUntil(Bootstrapping.class);
    }

    @Test
    void a_certificate_that_expired_within_the_clocks_tolerance_is_still_tried() throws Exception {
        world.clock.advance(Duration.ofDays(365).plusMinutes(4));

        world.flow().onceUntilManaged();

        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
    }

    @Test
    void a_bug_while_registered_leads_to_a_new_registration() throws Exception {
        world.management.breaksOnce();
        Flow flow = world.flow();
        flow.onceUntilManaged();

        runUntil(flow, Managed.class);

        assertThat(world.told.names()).endsWith("Managed", "Managed");
        assertThat(world.events.count("register")).isEqualTo(2);
    }

    @Test
    void another_card_that_answers_what_nobody_can_read_is_recognised_as_another() throws Exception {
        world.card.swap();
        world.makeFactoryIdentity("CN=dev2");
        world.card.fail("sign enrolled", new CardException.Unreadable("signature", 1, "256 bytes"));

        world.flow().onceUntilManaged();

        assertThat(world.events.seen()).containsSubsequence("set aside", "forget", "bootstrap dev1", "register");
    }

    @Test
    void Bootstrap_Request_Trigger_leads_to_the_bootstrap_server() throws Exception {
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);
        Flow flow = world.flow();
        flow.onceUntilManaged();

        runUntil(flow, NeedTrustAnchors.class);

        assertThat(world.told.names()).containsSubsequence("Managed", "Bootstrapping", "NeedTrustAnchors");
    }

    @Test
    void a_lost_registration_is_made_again_under_the_same_certificate() throws Exception {
        world.management.ends(ManagementServer.End.LOST);
        Flow flow = world.flow();
        flow.onceUntilManaged();

        runUntil(flow, Managed.class);

        assertThat(world.told.names()).endsWith("Managed", "Registering", "Managed");
        assertThat(world.management.registered)
                .extracting(each -> each.identity().certificate())
                .containsOnly(world.store.saved().certificate());
    }

    @Test
    void another_card_puts_the_state_aside_and_bootstraps() throws Exception {
        SavedState before = world.store.saved();
        world.card.swap();
        world.makeFactoryIdentity("CN=dev2");

        world.flow().onceUntilManaged();

        assertThat(world.events.seen())
                .containsSubsequence(
                        "register", "sign enrolled", "identity", "set aside", "forget", "bootstrap dev1", "register");
        assertThat(world.store.aside()).contains(before);
        assertThat(world.store.saved().card()).isEqualTo(world.card.identity()).isNotEqualTo(before.card());
    }

    @Test
    void the_same_card_with_a_key_that_does_not_fit_is_a_failure_and_nothing_is_put_aside() {
        world.card.replaceKey(ENROLMENT_KEY);

        assertThatThrownBy(world.flow()::onceUntilManaged)
                .hasCauseInstanceOf(CardException.Refused.class)
                .hasMessageContaining("not the key of the certificate");
        assertThat(world.events.seen()).doesNotContain("set aside", "bootstrap dev1");
    }

    @Test
    void the_same_card_with_a_key_that_never_fits_again_bootstraps_after_five_tries() throws Exception {
        world.card.replaceKey(ENROLMENT_KEY);

        runUntil(Managed.class);

        assertThat(world.told.failures()).hasSize(5);
        assertThat(world.events.count("bootstrap dev1")).isOne();
    }

    @Test
    void a_card_that_does_not_say_who_it_is_puts_nothing_aside() {
        world.card.swap();
        world.card.fail("identity", new CardException.Unreachable("card is out"));

        assertThatThrownBy(world.flow()::onceUntilManaged).hasCauseInstanceOf(CardException.Unreachable.class);
        assertThat(world.events.seen()).doesNotContain("set aside");
    }

    private void runUntil(Class<? extends DeviceState> state) {
        runUntil(world.flow(), state);
    }

    private void runUntil(Flow flow, Class<? extends DeviceState> state) {
        world.told.whenReached(state, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(flow::run).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the interrupt is used up").isFalse();
    }
}
