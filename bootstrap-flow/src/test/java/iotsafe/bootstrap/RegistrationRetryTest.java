package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OMA LwM2M Core 1.1, 6.2.1: what the Server object says of attempts to register, in simulated time. */
@Timeout(20)
class RegistrationRetryTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final World world = new World();

    @BeforeEach
    void managed_once() throws Exception {
        world.managed();
        world.pauses.clear();
    }

    @Test
    void resources_17_and_18_five_attempts_whose_delay_doubles_from_a_minute_are_the_default() {
        world.management.isUnreachable(5);

        runUntil(NeedTrustAnchors.class);

        assertThat(world.events.count("register")).isEqualTo(5);
        assertPauses(MINUTE, MINUTE.multipliedBy(2), MINUTE.multipliedBy(4), MINUTE.multipliedBy(8));
    }

    @Test
    void the_listener_is_told_how_long_the_pause_is() {
        world.management.isUnreachable(2);

        runUntil(Managed.class);

        assertThat(world.told.failures()).extracting(Told.Failed::pause).isEqualTo(world.pauses);
        assertThat(world.told.failures()).extracting(Told.Failed::next).hasOnlyElementsOfType(Registering.class);
    }

    @Test
    void resource_17_as_many_attempts_as_the_account_has() {
        world.management.rules = rules(true, 2, Duration.ofSeconds(7), Optional.of(DAY), 1);
        world.management.isUnreachable(2);

        runUntil(NeedTrustAnchors.class);

        assertPauses(Duration.ofSeconds(7));
    }

    @Test
    void resources_19_and_20_the_next_sequence_comes_after_the_sequence_delay() {
        world.management.rules = rules(true, 2, MINUTE, Optional.of(Duration.ofHours(10)), 3);
        world.management.isUnreachable(6);

        runUntil(NeedTrustAnchors.class);

        assertThat(world.events.count("register")).isEqualTo(6);
        assertPauses(MINUTE, Duration.ofHours(10), MINUTE, Duration.ofHours(10), MINUTE);
    }

    @Test
    void resource_19_of_MAX_VALUE_allows_no_other_sequence() {
        world.management.rules = rules(true, 2, MINUTE, Optional.empty(), 3);
        world.management.isUnreachable(2);

        runUntil(NeedTrustAnchors.class);

        assertPauses(MINUTE);
    }

    @Test
    void resource_16_false_forbids_the_bootstrap_and_the_sequences_begin_anew() {
        world.management.rules = rules(false, 2, MINUTE, Optional.of(DAY), 1);
        world.management.isUnreachable(3);
        world.management.refuses(1);

        runUntil(Managed.class);

        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
        assertPauses(MINUTE, DAY, MINUTE, DAY);
    }

    @Test
    void resources_16_false_and_19_MAX_VALUE_together_silence_a_device_for_a_month_not_for_ever() {
        world.management.rules = rules(false, 1, MINUTE, Optional.empty(), 1);
        world.management.isUnreachable(1);

        runUntil(Managed.class);

        assertPauses(RegistrationRules.LONGEST);
    }

    @Test
    void resource_16_an_explicit_rejection_leads_to_the_bootstrap_server_without_another_attempt() {
        world.management.refuses(1);

        runUntil(Managed.class);

        assertThat(world.events.seen()).containsSubsequence("register", "bootstrap dev1", "register");
        assertThat(world.events.count("register")).isEqualTo(2);
        assertThat(world.told.failures())
                .as("a server that rejects every new account, too, is not overrun")
                .singleElement()
                .satisfies(no -> assertThat(no.pause()).isGreaterThan(Duration.ofMillis(15)));
    }

    @Test
    void a_server_that_we_do_not_accept_has_rejected_nothing_and_counts_as_one_attempt() {
        for (int i = 0; i < 5; i++) {
            world.management.says(ServerException.Refused.byUs(World.SERVER_URI, "its certificate has expired", null));
        }

        runUntil(NeedTrustAnchors.class);

        assertThat(world.events.count("register")).isEqualTo(5);
    }

    @Test
    void a_network_that_is_down_here_and_a_card_that_is_out_or_garbles_are_no_attempts() {
        world.management.isUnreachable(3);
        world.management.hasNoNetwork(20);
        world.card.fail(
                "sign enrolled",
                IntStream.range(0, 20)
                        .mapToObj(i -> i % 2 == 0
                                ? new CardException.Unreachable("no card in the reader")
                                : new CardException.Unreadable("signature", 1, "256 bytes"))
                        .toArray(CardException[]::new));

        runUntil(Managed.class);

        assertThat(world.events.count("register")).isEqualTo(44);
        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
    }

    @Test
    void a_bug_of_ours_says_nothing_of_the_account() {
        Registering registering = new Registering(world.store.saved());

        assertThat(registering.afterFailure(new IllegalStateException("a bug"), world.outside()))
                .isEqualTo(registering);
    }

    @Test
    void resource_14_delays_the_first_registration_after_a_bootstrap_and_no_other() throws Exception {
        world.management.rules = new RegistrationRules(
                Duration.ofSeconds(30),
                true,
                5,
                MINUTE,
                Optional.of(DAY),
                1,
                DAY,
                Duration.ZERO,
                true,
                Optional.empty());
        world.flow().onceUntilManaged();
        assertThat(world.pauses).isEmpty();

        world.management.refuses(1);
        runUntil(Managed.class);

        assertPauses(Duration.ofSeconds(30));
    }

    @Test
    void security_resource_11_holds_off_each_bootstrap() {
        world.management.rules = new RegistrationRules(
                Duration.ZERO,
                true,
                5,
                MINUTE,
                Optional.of(DAY),
                1,
                DAY,
                Duration.ofSeconds(40),
                true,
                Optional.empty());
        world.management.ends(ManagementServer.End.BOOTSTRAP_REQUESTED);

        runUntil(NeedTrustAnchors.class);

        assertPauses(Duration.ofSeconds(40));
        assertThat(world.events.seen()).containsSubsequence("registered", "pause", "bootstrap dev1");
    }

    @Test
    void security_resource_12_a_bootstrap_account_that_has_had_its_time_is_never_used_again() {
        world.management.rules = new RegistrationRules(
                Duration.ZERO,
                true,
                1,
                MINUTE,
                Optional.of(DAY),
                1,
                DAY,
                Duration.ZERO,
                true,
                Optional.of(TestCa.NOW.plusSeconds(10)));
        world.clock.advance(Duration.ofSeconds(11));
        world.management.refuses(2);
        world.management.isUnreachable(2);

        runUntil(Managed.class);

        assertThat(world.events.seen()).doesNotContain("bootstrap dev1");
        assertPauses(DAY, DAY, DAY, DAY);
    }

    @Test
    void security_resource_12_and_whoever_asks_for_it_all_the_same_hears_why_not() {
        world.management.rules = new RegistrationRules(
                Duration.ZERO, true, 5, MINUTE, Optional.of(DAY), 1, DAY, Duration.ZERO, false, Optional.empty());

        assertThatThrownBy(() -> new Bootstrapping().next(world.outside()))
                .isInstanceOf(ServerException.Refused.class)
                .hasMessageContaining("purged")
                .hasMessageContaining("/0/x/12");
    }

    @Test
    void every_time_is_bounded_whatever_was_written() {
        RegistrationRules absurd = new RegistrationRules(
                Duration.ofSeconds(Long.MAX_VALUE),
                true,
                0,
                Duration.ZERO,
                Optional.of(Duration.ofSeconds(Long.MAX_VALUE)),
                -1,
                Duration.ofSeconds(-1),
                Duration.ofDays(400),
                true,
                Optional.of(Instant.MAX));

        assertThat(absurd.initialDelay()).isEqualTo(RegistrationRules.LONGEST);
        assertThat(absurd.retry()).isEqualTo(Duration.ofSeconds(1));
        assertThat(absurd.sequenceDelay()).contains(RegistrationRules.LONGEST);
        assertThat(absurd.disableTimeout()).isZero();
        assertThat(absurd.holdOff()).isEqualTo(RegistrationRules.LONGEST);
        assertThat(List.of(absurd.attempts(), absurd.sequences())).containsOnly(1);
        assertThat(absurd.retryAfter(Integer.MAX_VALUE)).isEqualTo(RegistrationRules.LONGEST);
    }

    @Test
    void a_fleet_that_fails_together_comes_back_one_by_one() {
        List<Duration> fleet = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            fleet.add(Jitter.on(MINUTE));
        }

        assertThat(fleet).allSatisfy(pause -> assertThat(pause).isBetween(MINUTE, Duration.ofSeconds(72)));
        TreeSet<Long> seconds =
                new TreeSet<>(fleet.stream().map(Duration::toSeconds).toList());
        assertThat(seconds).hasSizeGreaterThanOrEqualTo(12);
        assertThat(Collections.max(seconds)).isGreaterThan(Collections.min(seconds) + 8);
        assertThat(Jitter.on(Duration.ZERO)).isZero();
    }

    private void runUntil(Class<? extends DeviceState> state) {
        world.told.whenReached(state, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).as("the interrupt is used up").isFalse();
    }

    private static RegistrationRules rules(
            boolean bootstrap, int attempts, Duration retry, Optional<Duration> sequenceDelay, int sequences) {
        return new RegistrationRules(
                Duration.ZERO,
                bootstrap,
                attempts,
                retry,
                sequenceDelay,
                sequences,
                DAY,
                Duration.ZERO,
                true,
                Optional.empty());
    }

    /** Each is at least as long as it has to be, and a fifth longer at most. */
    private void assertPauses(Duration... expected) {
        assertThat(world.pauses).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(world.pauses.get(i))
                    .as("pause %d of %s", i, world.pauses)
                    .isBetween(expected[i], expected[i].plus(expected[i].dividedBy(5)));
        }
    }
}
