package iotsafe.credentials.apdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One thread for a card, and a deadline for each call on it (interface reference 5.5: 5, 30 and 60 seconds). */
@Timeout(20)
class OwnedConnectionTest {
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LONG = Duration.ofSeconds(10);

    @ParameterizedTest(name = "INS {0}: {1} s")
    @CsvSource({
        "A4,5", "70,5", "CB,5", "B0,5", "84,5", "2A,5", "C0,5", "2B,30", "2D,30", "46,30", "48,30", "4A,30", "B9,60",
        "FF,5"
    })
    void each_command_has_its_deadline(String ins, long seconds) {
        assertThat(Instruction.deadlineOf(Integer.parseInt(ins, 16))).hasSeconds(seconds);
    }

    @Test
    void a_call_that_hangs_is_given_up_and_the_owner_is_dead_from_then_on() throws InterruptedException {
        SingleOwner owner = new SingleOwner();
        CountDownLatch hangs = new CountDownLatch(1);
        assertThatThrownBy(() -> owner.call(SHORT, () -> hangOn(hangs)))
                .isInstanceOf(IOException.class)
                .hasMessage("no answer within 0.05 s");
        assertThat(owner.isDead()).isTrue();
        assertThatThrownBy(() -> owner.call(LONG, () -> "never asked")).hasMessageContaining("given up");
        hangs.countDown();
    }

    @Test
    void what_a_hanging_thread_holds_is_closed_when_it_comes_back() {
        SingleOwner owner = new SingleOwner();
        CountDownLatch hangs = new CountDownLatch(1);
        assertThatThrownBy(() -> owner.call(SHORT, () -> hangOn(hangs))).isInstanceOf(IOException.class);
        AtomicBoolean closed = new AtomicBoolean();
        owner.end(() -> closed.set(true), LONG);
        assertThat(closed).as("it still hangs").isFalse();
        hangs.countDown();
        await().untilTrue(closed);
    }

    /** Not to be interrupted, as a call into a reader's native library is not. */
    private static String hangOn(CountDownLatch latch) {
        while (true) {
            try {
                latch.await();
                return "too late";
            } catch (InterruptedException e) {
                // goes on waiting
            }
        }
    }

    @Test
    void a_caller_that_is_interrupted_stops_waiting() {
        SingleOwner owner = new SingleOwner();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> owner.call(LONG, () -> hangOn(new CountDownLatch(1))))
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).as("the interruption is passed on").isTrue();
    }

    private static OwnedConnection opened(CardReader reader) throws IOException {
        return new OwnedReader(reader, Deadlines.USUAL).open(reader);
    }

    @Test
    void opening_exchanging_and_closing_happen_on_one_daemon_thread() throws IOException {
        AtomicReference<Thread> opener = new AtomicReference<>();
        AtomicReference<Thread> sender = new AtomicReference<>();
        AtomicReference<Thread> closer = new AtomicReference<>();
        OwnedConnection connection = opened(() -> {
            opener.set(Thread.currentThread());
            return new CardConnection() {
                @Override
                public String name() {
                    return "a card";
                }

                @Override
                public byte[] exchange(byte[] command) {
                    sender.set(Thread.currentThread());
                    return Bytes.ofHex("9000").toArray();
                }

                @Override
                public void close() {
                    closer.set(Thread.currentThread());
                }
            };
        });
        connection.exchange(Bytes.ofHex("80840000").toArray());
        connection.close();
        connection.close();
        assertThatThrownBy(() -> connection.exchange(Bytes.ofHex("80840000").toArray()))
                .hasMessageContaining("closed");
        assertThat(opener.get())
                .isNotSameAs(Thread.currentThread())
                .isSameAs(sender.get())
                .isSameAs(closer.get());
        assertThat(opener.get()).matches(Thread::isDaemon);
    }

    @Test
    void an_answer_without_a_status_word_is_no_answer() throws IOException {
        OwnedConnection connection = opened(() -> CardConnection.over("a card", command -> new byte[1]));
        assertThatThrownBy(() -> connection.exchange(Bytes.ofHex("80840000").toArray()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("without a status word");
    }

    @Test
    void the_reader_s_own_sentence_is_passed_on() {
        assertThatThrownBy(() -> opened(ScriptedCard.reader()))
                .hasMessage("no card in the scripted reader: insert one");
    }
}
