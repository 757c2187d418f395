package iotsafe.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.CardException;
import iotsafe.est.EstException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nobody is near the device: what failed is tried again, soon or slowly, until someone wants the agent to stop (style section 3). */
@Timeout(20)
class RetryTest {
    private static final Percentage JITTER = Percentage.withPercentage(21);

    private final World world = new World();

    @Test
    void no_answer_is_tried_again_soon_and_backs_off_to_the_longest_delay() {
        world.bootstrap.isUnreachable(6);

        runUntilFailures(6);

        List<Double> delays = milliseconds();
        assertClose(delays, 0, 1);
        assertClose(delays, 1, 2);
        assertClose(delays, 2, 4);
        assertClose(delays, 3, 8);
        assertClose(delays, 5, 8);
    }

    @Test
    void a_no_is_tried_again_slowly_and_backs_off_to_the_longest_delay() {
        for (int i = 0; i < 4; i++) {
            world.bootstrap.says(new ServerException.Refused(World.BOOTSTRAP_URI, "refused with 4.03", null));
        }

        runUntilFailures(4);

        List<Double> delays = milliseconds();
        assertClose(delays, 0, 20);
        assertClose(delays, 1, 40);
        assertClose(delays, 3, 40);
    }

    @Test
    void the_card_and_enrolment_out_of_reach_count_as_no_answer() {
        world.card.fail("connect", new CardException.Unreachable("no card"));
        world.bootstrap.est.sen(ScriptedEst.unreachable());

        runUntilFailures(2);

        assertThat(world.told.failures())
                .extracting(Told.Failed::failure)
                .hasExactlyElementsOfTypes(CardException.Unreachable.class, EstException.Unreachable.class);
        assertThat(milliseconds()).allSatisfy(delay -> assertThat(delay).isLessThan(10));
    }

    @Test
    void what_cannot_be_used_or_saved_counts_as_a_no() {
        world.bootstrap.says(new ServerException.Unusable(World.BOOTSTRAP_URI, "no account"));
        world.store.fill();

        runUntilFailures(2);

        assertThat(world.told.failures())
                .extracting(Told.Failed::failure)
                .hasExactlyElementsOfTypes(ServerException.Unusable.class, StateException.class);
        assertThat(milliseconds()).allSatisfy(delay -> assertThat(delay).isGreaterThan(15));
    }

    @Test
    void after_a_registration_the_delays_begin_anew() {
        world.bootstrap.isUnreachable(4);
        world.told.whenReached(Managed.class, () -> {
            world.management.ends(ManagementServer.End.LOST);
            world.management.hasNoNetwork(1);
            world.told.whenReached(Managed.class, () -> Thread.currentThread().interrupt());
        });

        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);

        assertThat(world.told.failures()).hasSize(5);
        assertClose(milliseconds(), 3, 8);
        assertClose(milliseconds(), 4, 1);
    }

    @Test
    void the_listener_is_told_which_state_comes_next() {
        world.bootstrap.est.crts(ScriptedEst.unreachable());

        runUntilFailures(1);

        assertThat(world.told.failures().get(0).next()).isInstanceOf(CardReady.class);
    }

    @Test
    void a_bug_does_not_end_it() {
        world.bootstrap.est.crts((operation, body) -> {
            throw new IllegalStateException("our bug");
        });
        world.told.whenReached(Managed.class, () -> Thread.currentThread().interrupt());

        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);

        assertThat(world.told.failures()).singleElement().satisfies(each -> {
            assertThat(each.failure()).hasMessage("our bug");
            assertThat(each.pause()).isGreaterThan(Duration.ofMillis(15));
        });
        assertThat(world.events.seen()).containsSubsequence("rollback", "register");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "connect",
                "read",
                "bootstrap dev1",
                "sign factory",
                "crts",
                "generate",
                "sign enrolled",
                "sen",
                "pause",
                "identity",
                "register",
                "registered"
            })
    void an_interrupt_ends_it_at_once_wherever_it_comes_and_is_no_failure(String event) {
        world.bootstrap.est.sen(ScriptedEst.pending(Duration.ofSeconds(3)));
        world.events.at(event, () -> Thread.currentThread().interrupt());

        assertThatThrownBy(world.flow()::run)
                .isInstanceOf(InterruptedException.class)
                .hasMessageContaining("stopped in state");

        List<String> seen = world.events.seen();
        Set<String> inSession = Set.of("crts", "generate", "sign enrolled", "sen", "pause");
        assertThat(seen.get(seen.size() - 1)).isEqualTo(inSession.contains(event) ? "rollback" : event);
        assertThat(world.told.failures()).isEmpty();
        assertThat(Thread.interrupted()).as("the interrupt is used up").isFalse();
    }

    @Test
    void an_interrupt_ends_the_delay_before_the_next_try() {
        Delays long_ = new Delays(
                new Delays.Range(Duration.ofHours(1), Duration.ofHours(2)),
                new Delays.Range(Duration.ofHours(1), Duration.ofHours(2)));
        world.bootstrap.isUnreachable(1);
        world.told.whenFailed(1, () -> Thread.currentThread().interrupt());
        Flow flow = new Flow(world.outside(), world.told, long_);

        assertThatThrownBy(flow::run).isInstanceOf(InterruptedException.class).hasMessage("stopped in state CardReady");
        assertThat(world.told.failures()).hasSize(1);
    }

    @Test
    void onceUntilManaged_gives_the_reason_of_the_first_failure_and_tries_nothing_twice() {
        ServerException.Refused no = new ServerException.Refused(World.BOOTSTRAP_URI, "4.03", null);
        world.bootstrap.says(no);

        assertThatThrownBy(world.flow()::onceUntilManaged).isInstanceOfSatisfying(FlowException.class, failure -> {
            assertThat(failure.reason()).isSameAs(no);
            assertThat(failure).hasCause(no).hasMessage("coaps://bs.example:5684: 4.03");
        });
        assertThat(world.events.count("bootstrap dev1")).isOne();
        assertThat(world.told.failures()).isEmpty();
    }

    @Test
    void the_usual_delays_are_seconds_to_minutes_for_no_answer_and_minutes_to_hours_for_a_no() {
        assertThat(Delays.USUAL.unreachable())
                .isEqualTo(new Delays.Range(Duration.ofSeconds(5), Duration.ofMinutes(5)));
        assertThat(Delays.USUAL.refused()).isEqualTo(new Delays.Range(Duration.ofMinutes(1), Duration.ofHours(6)));
    }

    @Test
    void a_StateException_is_a_sentence_with_the_disks_own_reason() {
        assertThat(new StateException("state folder /x cannot be written", new IOException("full")))
                .hasMessage("state folder /x cannot be written")
                .hasCauseInstanceOf(IOException.class);
    }

    private void runUntilFailures(int times) {
        world.told.whenFailed(times, () -> Thread.currentThread().interrupt());
        assertThatThrownBy(world.flow()::run).isInstanceOf(InterruptedException.class);
    }

    private List<Double> milliseconds() {
        return world.told.failures().stream()
                .map(each -> each.pause().toNanos() / 1e6)
                .toList();
    }

    private static void assertClose(List<Double> delays, int which, double expected) {
        assertThat(delays.get(which)).isCloseTo(expected, JITTER);
    }
}
