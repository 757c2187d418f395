package iotsafe.credentials.jca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iotsafe.credentials.Lines;
import java.io.ByteArrayOutputStream;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** A generator in the JVM, seeded from the card (SP 800-90A 8.6, 10.1.1.3; interface reference 3.5). */
class CardSeededRandomTest {
    private static final int GET_RANDOM = 0x84;

    private final TestCard card = new TestCard();
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may overflow
    private final Lines log = new Lines(Level.TRACE);

    @Test
    void the_card_is_asked_once_however_many_numbers_are_drawn() {
        CardSeededRandom random = random(Runnable::run);
        for (int token = 0; token < 1000; token++) {
            random.nextBytes(new byte[8]);
        }
        assertThat(card.count(GET_RANDOM)).isEqualTo(1);
    }

    @Test
    void after_an_hour_of_use_the_card_is_asked_again() {
        CardSeededRandom random = random(Runnable::run);
        random.nextBytes(new byte[8]);
        now.addAndGet(CardSeededRandom.SEED_LIFE.toNanos() - 1);
        random.nextBytes(new byte[8]);
        assertThat(card.count(GET_RANDOM)).isEqualTo(1);
        now.incrementAndGet();
        random.nextBytes(new byte[8]);
        assertThat(card.count(GET_RANDOM)).isEqualTo(2);
    }

    /** The test card gives the same bytes always: what differs comes from the platform. */
    @Test
    void a_card_whose_numbers_are_bad_weakens_nothing() {
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        random(Runnable::run).nextBytes(one);
        random(Runnable::run).nextBytes(other);
        assertThat(one).isNotEqualTo(other).isNotEqualTo(new byte[32]);
    }

    @Test
    void a_card_that_is_gone_is_told_once_and_the_platform_serves_alone() {
        CardSeededRandom random = random(Runnable::run);
        card.pulledOut = true;
        for (int minute = 0; minute < 3; minute++) {
            byte[] drawn = new byte[16];
            random.nextBytes(drawn);
            assertThat(drawn).isNotEqualTo(new byte[16]);
            now.addAndGet(CardSeededRandom.RETRY.toNanos());
        }
        assertThat(log.lines).hasSize(1);
        assertThat(log.levels.get(0)).isEqualTo(Level.WARN);
        assertThat(log.lines.get(0)).startsWith("random numbers come from the platform alone");

        card.pulledOut = false;
        random.nextBytes(new byte[16]);
        assertThat(card.count(GET_RANDOM)).isEqualTo(1);
        assertThat(log.levels.get(1)).isEqualTo(Level.INFO);
        assertThat(log.lines.get(1)).startsWith("the card is back");
    }

    @Test
    void a_card_that_was_just_asked_in_vain_is_left_alone_for_a_minute() {
        CardSeededRandom random = random(Runnable::run);
        card.pulledOut = true;
        random.nextBytes(new byte[1]);
        card.pulledOut = false;
        now.addAndGet(CardSeededRandom.RETRY.toNanos() - 1);
        random.nextBytes(new byte[1]);
        assertThat(card.count(GET_RANDOM)).isZero();
    }

    /** A card in software may need a random number to answer: nobody waits for it for long. */
    @Test
    void a_card_that_does_not_answer_holds_nobody_up() {
        List<Runnable> never = new ArrayList<>();
        CardSeededRandom random = random(never::add);
        byte[] drawn = new byte[16];
        random.nextBytes(drawn);
        random.nextBytes(drawn);
        assertThat(drawn).isNotEqualTo(new byte[16]);
        assertThat(never).hasSize(1);
    }

    @Test
    void all_random_objects_of_a_provider_share_one_seed() throws GeneralSecurityException {
        IotSafeProvider provider = IotSafeProvider.of(card.applet());
        for (int object = 0; object < 3; object++) {
            SecureRandom random = SecureRandom.getInstance("IotSafe", provider);
            assertThat(random.generateSeed(16)).isNotEqualTo(new byte[16]);
            random.setSeed(7);
            assertThat(random.nextLong()).isNotEqualTo(random.nextLong());
        }
        assertThat(card.count(GET_RANDOM)).isEqualTo(1);
    }

    @Test
    void a_provider_without_a_card_offers_no_random_numbers() {
        assertThatThrownBy(() -> SecureRandom.getInstance("IotSafe", new IotSafeProvider()))
                .isInstanceOf(NoSuchAlgorithmException.class);
    }

    @Test
    void a_generator_cannot_be_stored() throws GeneralSecurityException {
        SecureRandom random = SecureRandom.getInstance("IotSafe", IotSafeProvider.of(card.applet()));
        assertThatThrownBy(() -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(random))
                .isInstanceOf(NotSerializableException.class);
    }

    private CardSeededRandom random(Executor background) {
        var applet = card.applet();
        return new CardSeededRandom(() -> applet, Duration.ofMillis(1), now::get, background, log);
    }
}
