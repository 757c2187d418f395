package iotsafe.bootstrap;

import static iotsafe.bootstrap.World.ENROLMENT_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The flow with pre-shared keys (OMA LwM2M Core, /0/x/2 is 0; RFC 9148 section 3). */
@Timeout(20)
class PskFlowTest {
    private static final PskName PSK = new PskName("psk1", World.onCard("iotsafe:type=secret;id=0A"));
    private static final ServerAccount PSK_ACCOUNT = new ServerAccount(123, World.SERVER_URI, ServerAccount.Mode.PSK);

    private final World world = new World();

    private World bootstrapping(EnrolmentPolicy policy, boolean enrolmentOverPsk) {
        world.settings = new Settings(
                Optional.empty(),
                World.BOOTSTRAP_URI,
                PSK.key(),
                world.settings.factoryCertificate(),
                world.settings.bootstrapAnchors(),
                List.of(ENROLMENT_KEY),
                policy,
                Duration.ofHours(1),
                RenewalPolicy.USUAL,
                Optional.of(PSK),
                enrolmentOverPsk,
                Settings.NO_NAMES);
        return world;
    }

    @Test
    void bootstrap_and_management_by_PSK_read_no_certificate_and_the_identity_is_the_endpoint() throws Exception {
        world.bootstrap.accounts = List.of(PSK_ACCOUNT);

        Managed managed = bootstrapping(EnrolmentPolicy.MODE_4, false).flow().onceUntilManaged();

        assertThat(world.told.names())
                .containsExactly("CardReady", "Bootstrapping", "NeedPskStorage", "Registering", "Managed");
        assertThat(world.events.seen())
                .containsExactly(
                        "connect",
                        "identity",
                        "bootstrap psk1 with iotsafe:type=secret;id=0A",
                        "save",
                        "connect",
                        "register with a PSK");
        assertThat(managed.saved().usesPsk()).isTrue();
        assertThat(managed.saved().endpoint()).isEqualTo("psk1");
    }

    @Test
    void after_a_restart_it_registers_by_PSK_from_what_is_saved() throws Exception {
        world.bootstrap.accounts = List.of(PSK_ACCOUNT);
        bootstrapping(EnrolmentPolicy.MODE_4, false).managed();

        world.flow().onceUntilManaged();

        assertThat(world.events.seen()).containsExactly("connect", "connect", "register with a PSK");
    }

    @Test
    void bootstrap_by_certificate_can_bring_an_account_with_a_PSK() throws Exception {
        world.bootstrap.accounts = List.of(PSK_ACCOUNT);

        Managed managed = world.flow().onceUntilManaged();

        assertThat(world.events.seen()).contains("sign factory", "register with a PSK");
        assertThat(managed.saved().usesPsk()).isTrue();
    }

    @Test
    void an_enrolment_over_a_PSK_association_is_refused_and_the_session_undone() {
        assertThatThrownBy(bootstrapping(EnrolmentPolicy.MODE_4, false).flow()::onceUntilManaged)
                .hasCauseInstanceOf(ServerException.Unusable.class)
                .hasMessageContaining("RFC 9148")
                .hasMessageContaining("set enrolment.over-psk to true");

        assertThat(world.events.seen()).endsWith("rollback").doesNotContain("crts");
    }

    @Test
    void accounts_all_asks_for_an_enrolment_of_an_account_with_a_PSK_too_and_is_refused_alike() {
        world.bootstrap.accounts = List.of(PSK_ACCOUNT);

        assertThatThrownBy(bootstrapping(EnrolmentPolicy.ALL, false).flow()::onceUntilManaged)
                .hasMessageContaining("RFC 9148");
    }

    @Test
    void where_it_is_allowed_an_account_with_a_PSK_is_enrolled_and_then_used_with_the_certificate() throws Exception {
        world.bootstrap.accounts = List.of(PSK_ACCOUNT);

        Managed managed = bootstrapping(EnrolmentPolicy.ALL, true).flow().onceUntilManaged();

        assertThat(world.events.seen())
                .containsSubsequence("bootstrap psk1 with iotsafe:type=secret;id=0A", "crts", "sen", "save");
        assertThat(managed.saved().usesPsk()).isFalse();
        assertThat(world.management.registered.get(0).identity().key().uri()).isEqualTo(ENROLMENT_KEY);
    }

    @Test
    void an_account_for_a_certificate_that_the_device_does_not_have_is_unusable_and_undone() {
        world.bootstrap.accounts = List.of(World.CERTIFICATE_ACCOUNT);

        assertThatThrownBy(bootstrapping(EnrolmentPolicy.MODE_4, false).flow()::onceUntilManaged)
                .hasCauseInstanceOf(ServerException.Unusable.class)
                .hasMessageContaining("wants a certificate that the device already has (mode 2)");

        assertThat(world.events.seen()).endsWith("rollback");
    }

    @Test
    void every_state_says_where_the_device_is_in_one_sentence() throws Exception {
        world.bootstrap.accounts = List.of(PSK_ACCOUNT);

        bootstrapping(EnrolmentPolicy.MODE_4, false).flow().onceUntilManaged();

        assertThat(world.told.reached())
                .extracting(DeviceState::sentence)
                .allSatisfy(sentence -> assertThat(sentence).isNotBlank().doesNotContain("\n"));
    }
}
