package iotsafe.sim;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iotsafe.sim.Fault.Effect;
import iotsafe.sim.Fault.Moment;
import iotsafe.sim.apdu.Octets;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** The faults that a card can be told to have. */
class FaultyCardTest {
    private static final byte[] SELECT = Octets.hex(Reader.SELECT).toArray();
    private static final byte[] RANDOM = Octets.hex("8084000004").toArray();
    private static final byte[] GENERATE = Octets.hex("80B9000003840101").toArray();

    private final SimMemory memory =
            SimMemory.blank(Profile.STANDARD).addKeyPair("k", Octets.hex("01"), Octets.hex("02"), KeyFunction.GENERATE);
    private final FaultyCard card = new FaultyCard(SoftwareSim.inMemory(memory));

    @Test
    void without_a_fault_it_is_the_card() throws CardGoneException {
        assertThat(card.process(SELECT)).isEqualTo(new byte[] {(byte) 0x90, 0});
        assertThat(card.process(RANDOM)).hasSize(6);
        assertThat(card.atr()).startsWith(0x3B);
        assertThat(card.exchanges()).isEqualTo(2);
    }

    @Test
    void a_removed_card_does_not_answer_and_an_inserted_one_was_reset() throws CardGoneException {
        card.process(SELECT);
        card.remove();
        gone(RANDOM, false);
        card.insert();
        assertThat(card.process(RANDOM)).isEqualTo(new byte[] {0x6D, 0});
        card.process(SELECT);
        card.insert(); // is in already
        assertThat(card.process(RANDOM)).hasSize(6);
    }

    @Test
    void pulled_before_an_instruction_the_card_has_not_acted() throws CardGoneException {
        card.process(SELECT);
        card.plan(Fault.at(0xB9, Moment.BEFORE, Effect.PULL));
        assertThat(card.process(RANDOM)).hasSize(6);
        gone(GENERATE, false);
        assertThat(card.isInserted()).isFalse();
        assertThat(memory.publicKey(Octets.hex("02"))).isEmpty();
    }

    @Test
    void pulled_after_an_instruction_the_card_has_acted() throws CardGoneException {
        card.process(SELECT);
        card.plan(Fault.at(0xB9, Moment.AFTER, Effect.PULL));
        gone(GENERATE, false);
        assertThat(memory.publicKey(Octets.hex("02"))).isPresent();
    }

    @Test
    void power_is_cut_at_the_third_exchange_from_now_once() throws CardGoneException {
        card.process(SELECT);
        card.plan(Fault.atExchange(3, Moment.BEFORE, Effect.POWER_CUT));
        card.process(RANDOM);
        card.process(RANDOM);
        gone(RANDOM, true);
        assertThat(card.isInserted()).isTrue();
        assertThat(card.process(SELECT)).isEqualTo(new byte[] {(byte) 0x90, 0});
        assertThat(card.process(RANDOM)).hasSize(6);
    }

    @Test
    void garbage_once() throws CardGoneException {
        card.process(SELECT);
        card.plan(Fault.atExchange(1, Moment.AFTER, Effect.GARBAGE));
        assertThat(card.process(RANDOM)).hasSize(17);
        assertThat(card.process(RANDOM)).hasSize(6);
    }

    @Test
    void faults_can_be_cancelled() throws CardGoneException {
        card.plan(Fault.at(0xA4, Moment.BEFORE, Effect.PULL));
        card.cancelFaults();
        assertThat(card.process(SELECT)).hasSize(2);
    }

    @Test
    void answers_take_as_long_as_told() throws CardGoneException {
        card.delayAnswers(Duration.ofMillis(30));
        long start = System.nanoTime();
        card.process(SELECT);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }

    @Test
    void removal_ends_a_command_that_is_waited_for() throws Exception {
        CountDownLatch acting = new CountDownLatch(1);
        FaultyCard slow = new FaultyCard(new Card() {
            @Override
            public byte[] process(byte[] command) {
                acting.countDown();
                return new byte[] {(byte) 0x90, 0};
            }

            @Override
            public byte[] atr() {
                return new byte[] {0x3B, 0};
            }

            @Override
            public void reset() {}
        });
        slow.delayAnswers(Duration.ofHours(1));
        CompletableFuture<CardGoneException> end = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                slow.process(RANDOM);
            } catch (CardGoneException e) {
                end.complete(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        assertThat(acting.await(10, SECONDS)).isTrue();
        slow.remove();
        slow.insert();
        assertThat(end.get(10, SECONDS).isStillInserted()).isFalse();
    }

    @Test
    void a_fault_says_when_in_one_way() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fault(OptionalInt.empty(), 0, Moment.BEFORE, Effect.PULL));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Fault(OptionalInt.of(1), 1, Moment.BEFORE, Effect.PULL));
    }

    private void gone(byte[] command, boolean stillInserted) {
        assertThatExceptionOfType(CardGoneException.class)
                .isThrownBy(() -> card.process(command))
                .matches(e -> e.isStillInserted() == stillInserted);
    }
}
