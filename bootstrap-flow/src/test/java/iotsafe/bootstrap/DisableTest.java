package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OMA LwM2M Core 1.1, E.2: what a management server does to its account outlives a restart; Disable (4, 5) and what it writes. */
@Timeout(20)
class DisableTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(10);

    private final World world = new World();

    @BeforeEach
    void managed_once() throws Exception {
        world.managed();
        world.pauses.clear();
        world.management.rules = new RegistrationRules(
                Duration.ZERO,
                true,
                5,
                Duration.ofMinutes(1),
                Optional.of(Duration.ofDays(1)),
                1,
                TIMEOUT,
                Duration.ZERO,
                true,
                Optional.empty());
    }

    @Test
    void resource_4_the_device_is_silent_for_the_disable_timeout_and_then_registers_by_itself() throws Exception {
        world.management.ends(ManagementServer.End.DISABLED);
        Flow flow = world.flow();
        flow.onceUntilManaged();
        runUntil(flow, Managed.class);

        assertThat(world.told.names()).endsWith("Managed", "Disabled", "Registering", "Managed");
        assertSilence();
        assertThat(world.store.load().silentUntil()).isEmpty();
    }

    @Test
    void resource_5_absent_is_a_day() {
        assertThat(RegistrationRules.USUAL.disableTimeout()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void a_restart_in_the_silence_keeps_it() throws Exception {
        disabled();
        world.clock.advance(Duration.ofMinutes(4));
        world.events.clear();

        world.flow().onceUntilManaged();

        assertThat(world.told.names()).startsWith("CardReady", "Disabled", "Registering", "Managed");
        assertThat(world.pauses)
                .singleElement()
                .satisfies(left -> assertThat(left).isBetween(Duration.ofMinutes(6), Duration.ofMinutes(8)));
        assertThat(world.events.seen()).containsSubsequence("pause", "register");
    }

    @Test
    void a_restart_after_the_silence_does_not() throws Exception {
        disabled();
        world.clock.advance(Duration.ofMinutes(13));

        world.flow().onceUntilManaged();

        assertThat(world.pauses).isEmpty();
    }

    @Test
    void a_clock_that_is_put_back_by_ten_years_makes_no_silence_longer() throws Exception {
        disabled();
        world.clock.set(TestCa.NOW.minus(Duration.ofDays(3650)));

        new Disabled(world.store.saved(), world.store.load().silentUntil().orElseThrow()).next(world.outside());

        assertSilence();
    }

    @Test
    void a_disk_that_is_full_keeps_no_device_from_obeying() throws Exception {
        world.store.fill();

        disabled();

        assertThat(world.store.load().silentUntil()).isEmpty();
    }

    @Test
    void what_the_server_writes_is_saved_before_it_is_answered() throws Exception {
        world.management.writes("{\"/1/0\":\"a lifetime of 300 s\"}");
        runUntil("write answered");

        assertThat(world.events.seen()).containsSubsequence("register", "save", "write answered");
        assertThat(world.events.count("register")).isOne();
        assertThat(world.store.saved().objects()).isEqualTo("{\"/1/0\":\"a lifetime of 300 s\"}");
    }

    @Test
    void what_the_server_writes_just_before_Disable_is_saved_too() throws Exception {
        world.management.writes("{\"/1/0\":\"a timeout of 10 s\"}");
        disabled();

        assertThat(world.store.saved().objects()).isEqualTo("{\"/1/0\":\"a timeout of 10 s\"}");
        assertThat(world.store.load().silentUntil()).isPresent();
    }

    @Test
    void a_full_disk_costs_the_write_and_no_registration() throws Exception {
        world.store.fill();
        world.management.writes("{}");
        runUntil("write refused");

        assertThat(world.events.count("register")).isOne();
        assertThat(world.events.seen()).doesNotContain("write answered");
    }

    @Test
    void a_bug_while_registered_costs_nothing_of_what_the_server_wrote() {
        world.management.writes("{\"/1/0\":\"a lifetime of 300 s\"}");
        world.events.at("write answered", world.management::breaksOnce);
        world.told.whenReached(
                Managed.class,
                () -> world.told.whenReached(
                        Managed.class, () -> Thread.currentThread().interrupt()));

        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);

        assertThat(world.management.registered)
                .last()
                .satisfies(now -> assertThat(now.objects()).isEqualTo("{\"/1/0\":\"a lifetime of 300 s\"}"));
    }

    @Test
    void resource_9_a_bootstrap_that_fails_gives_the_old_account_back() {
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);
        world.bootstrap.isUnreachable(1);
        SavedState before = world.store.saved();
        world.told.whenReached(
                Managed.class,
                () -> world.told.whenReached(
                        Managed.class, () -> Thread.currentThread().interrupt()));

        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);

        assertThat(world.events.seen()).containsSubsequence("registered", "bootstrap dev1", "register");
        assertThat(world.told.names()).endsWith("Managed", "Bootstrapping", "Registering", "Managed");
        assertThat(world.store.saved()).isEqualTo(before);
    }

    /** As far as to the silence, where the device is then switched off. */
    private void disabled() throws Exception {
        world.management.ends(ManagementServer.End.DISABLED);
        Flow flow = world.flow();
        flow.onceUntilManaged();
        runUntil(flow, Disabled.class);
        world.clock.set(TestCa.NOW); // the power fails as the silence begins
        world.pauses.clear();
        world.told.clear();
        world.told.whenReached(Disabled.class, () -> {});
    }

    private void runUntil(String event) {
        world.events.at(event, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);
    }

    private void assertSilence() {
        assertThat(world.pauses)
                .singleElement()
                .satisfies(silence -> assertThat(silence).isBetween(TIMEOUT, TIMEOUT.plus(TIMEOUT.dividedBy(5))));
    }

    private void runUntil(Flow flow, Class<? extends DeviceState> state) {
        world.told.whenReached(state, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(flow::run).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the interrupt is used up").isFalse();
    }
}
