package iotsafe.credentials.jca;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import java.security.DrbgParameters;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * A generator in this JVM (SP 800-90A Hash_DRBG, 256 bits) with two sources: the platform's entropy, and GET RANDOM of the card. Neither
 * weakens the other: bytes of the card are additional input to a reseeding from the platform (SP 800-90A 10.1.1.3).
 *
 * <p>One for all random objects of a provider, so that a card is asked for 32 bytes at the first use and then once an hour of use. The first
 * caller waits for the card, but not for long: a card in software may itself be waiting for random numbers. Later seeds arrive unwaited-for.
 */
final class CardSeededRandom {
    /** How long a seed serves while numbers are drawn. */
    static final Duration SEED_LIFE = Duration.ofHours(1);
    /** After a failure the card is asked again no sooner than this. */
    static final Duration RETRY = Duration.ofMinutes(1);

    private static final int SEED_LENGTH = 32;
    private static final int STRENGTH = 256;

    private final CardSource card;
    private final Duration patience;
    private final LongSupplier nanoTime;
    private final Executor background;
    private final Logger log;
    private final SecureRandom generator = newGenerator();
    private final AtomicLong due;
    private final CompletableFuture<Void> firstSeed = new CompletableFuture<>();
    private volatile boolean gone;

    /**
     * A generator that has not yet asked the card.
     *
     * @param patience how long the first number may wait for the card
     * @param nanoTime as {@link System#nanoTime()}
     * @param background runs one GET RANDOM at a time
     */
    CardSeededRandom(CardSource card, Duration patience, LongSupplier nanoTime, Executor background, Logger log) {
        this.patience = patience;
        this.card = card;
        this.nanoTime = nanoTime;
        this.background = background;
        this.log = log;
        this.due = new AtomicLong(nanoTime.getAsLong());
    }

    /** Fills {@code bytes}. */
    void nextBytes(byte[] bytes) {
        seedIfDue();
        generator.nextBytes(bytes);
    }

    /** Adds what a caller holds for random; it never replaces what is there. */
    void add(byte[] seed) {
        generator.reseed(DrbgParameters.reseed(false, seed));
    }

    private void seedIfDue() {
        long now = nanoTime.getAsLong();
        long at = due.get();
        // one of several threads that come together; pushed on by the outcome
        if (now - at >= 0 && due.compareAndSet(at, now + SEED_LIFE.toNanos())) {
            background.execute(this::seed);
        }
        if (!firstSeed.isDone()) {
            awaitFirstSeed();
        }
    }

    private void seed() {
        try {
            Bytes fromCard = card.card().random(SEED_LENGTH);
            generator.reseed(DrbgParameters.reseed(false, fromCard.toArray()));
            if (gone) {
                gone = false;
                log.info("the card is back: random numbers are seeded from it again");
            }
        } catch (CardException e) {
            due.set(nanoTime.getAsLong() + RETRY.toNanos());
            if (!gone) {
                gone = true;
                log.warn(
                        "random numbers come from the platform alone until the card answers again: {}", e.getMessage());
            }
        } finally {
            firstSeed.complete(null);
        }
    }

    private void awaitFirstSeed() {
        try {
            firstSeed.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            firstSeed.complete(null); // nobody waits a second time; the seed is mixed in when it comes
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** By the provider's name: by the algorithm's alone another might come, or this one. */
    private static SecureRandom newGenerator() {
        try {
            return SecureRandom.getInstance(
                    "DRBG", DrbgParameters.instantiation(STRENGTH, DrbgParameters.Capability.RESEED_ONLY, null), "SUN");
        } catch (GeneralSecurityException e) {
            throw new ProviderException("this Java run-time has no DRBG from SUN", e);
        }
    }
}
