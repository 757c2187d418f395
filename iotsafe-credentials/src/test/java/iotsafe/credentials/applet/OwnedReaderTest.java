package iotsafe.credentials.applet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.Deadlines;
import iotsafe.credentials.apdu.OwnedConnection;
import iotsafe.credentials.apdu.OwnedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A reader library that never comes back: one thread is lost, each further try is told so at once, and all is well when it does come back. */
@Timeout(30)
class OwnedReaderTest {
    private static final Duration SHORT = Duration.ofMillis(30);
    private static final int FAULTS = 50;

    private final Moody reader = new Moody();
    /** Of applets that other tests left to the garbage collector, which may end them at any time. */
    private final Set<Thread> others = cardThreads().collect(Collectors.toSet());

    /** Where a call can hang. */
    enum Where {
        LISTING,
        CONNECTING,
        EXCHANGING,
        CLOSING
    }

    /** A reader whose calls hang, as those into a native library do: no interrupt ends them. */
    private static final class Moody implements CardReader {
        private volatile Optional<Where> mood = Optional.empty();
        private volatile CountDownLatch end = new CountDownLatch(1);

        void hangsWhen(Where where) {
            end = new CountDownLatch(1);
            mood = Optional.of(where);
        }

        void comesBack() {
            mood = Optional.empty();
            end.countDown();
        }

        private void at(Where where) {
            while (mood.equals(Optional.of(where))) {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    // native code does not hear it
                }
            }
        }

        @Override
        public List<CardReader> candidates() {
            at(Where.LISTING);
            return List.of(this);
        }

        @Override
        public CardConnection open() {
            at(Where.CONNECTING);
            return new CardConnection() {
                @Override
                public String name() {
                    return "reader \"Moody 00\"";
                }

                @Override
                public byte[] exchange(byte[] command) {
                    at(Where.EXCHANGING);
                    return Bytes.ofHex(
                                    switch (command[1] & 0xFF) {
                                        case 0x70 -> "019000";
                                        case 0x84 -> "AA9000";
                                        default -> "9000";
                                    })
                            .toArray();
                }

                @Override
                public void close() {
                    at(Where.CLOSING);
                }
            };
        }

        @Override
        public String place() {
            return "reader \"Moody*\"";
        }

        @Override
        public String remedy() {
            return "shake it";
        }
    }

    @AfterEach
    void let_go() {
        reader.comesBack();
    }

    private IotSafeApplet applet() {
        return new IotSafeApplet(reader, Optional.empty(), ins -> SHORT);
    }

    private long threads() {
        return cardThreads().filter(thread -> !others.contains(thread)).count();
    }

    private static Stream<Thread> cardThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("iotsafe-card"));
    }

    private void ends(long threads) {
        await().atMost(Duration.ofSeconds(10)).until(() -> threads() <= threads);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(
            value = Where.class,
            names = {"LISTING", "CONNECTING", "EXCHANGING"})
    void a_call_that_hangs_is_told_with_place_and_remedy_and_all_further_tries_are_refused_at_once(Where where)
            throws CardException {
        long before = threads();
        reader.hangsWhen(where);
        IotSafeApplet applet = applet();
        assertThatThrownBy(applet::connect)
                .isInstanceOf(CardException.Unreachable.class)
                .hasMessageMatching(".*reader \"Moody( 00|\\*)\" was silent for 0.03 s: shake it");
        for (int i = 0; i < FAULTS; i++) {
            long begin = System.nanoTime();
            assertThatThrownBy(applet::connect)
                    .hasMessage("reader \"Moody*\" does not answer, a call to it still hangs: shake it");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
        }
        assertThat(threads()).as("one is lost").isEqualTo(before + 1);
        reader.comesBack();
        ends(before);
        assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AA"));
        applet.close();
        ends(before);
    }

    @Test
    void a_session_that_breaks_by_silence_is_not_rebuilt_behind_the_call_that_hangs() throws CardException {
        long before = threads();
        IotSafeApplet applet = applet();
        applet.random(1);
        reader.hangsWhen(Where.EXCHANGING);
        assertThatThrownBy(() -> applet.random(1)).hasMessageContaining("a call to it still hangs");
        assertThat(threads()).isEqualTo(before + 1);
        reader.comesBack();
        await().until(() -> threads() == before);
        assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AA"));
        applet.close();
    }

    @Test
    void letting_go_can_hang_too() throws CardException {
        long before = threads();
        IotSafeApplet applet = applet();
        applet.random(1);
        reader.hangsWhen(Where.CLOSING);
        applet.close();
        assertThat(threads()).isEqualTo(before + 1);
        reader.comesBack();
        ends(before);
    }

    @Test
    void fifty_faults_of_every_kind_cost_no_thread() throws CardException {
        long before = threads();
        IotSafeApplet applet = applet();
        for (int i = 0; i < FAULTS; i++) {
            reader.hangsWhen(Where.values()[i % 3]);
            assertThatThrownBy(() -> applet.random(1)).isInstanceOf(CardException.Unreachable.class);
            assertThat(threads()).isEqualTo(before + 1);
            reader.comesBack();
            await().pollInterval(Duration.ofMillis(1)).until(() -> threads() == before);
        }
        assertThat(applet.random(1)).isEqualTo(Bytes.ofHex("AA"));
        applet.close();
        ends(before);
    }

    @Test
    void an_answer_without_a_status_word_names_the_place() throws IOException {
        OwnedConnection connection = new OwnedReader(reader, Deadlines.USUAL)
                .open(() -> CardConnection.over("reader \"Odd\"", command -> new byte[1]));
        assertThatThrownBy(() -> connection.exchange(Bytes.ofHex("80840000").toArray()))
                .hasMessage("reader \"Odd\": an answer of 1 bytes, without a status word: shake it");
        connection.close();
    }
}
