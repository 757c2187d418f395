package iotsafe.client.e2e;

import iotsafe.client.Logging;
import iotsafe.client.e2e.KillPhase.On;
import iotsafe.client.e2e.SharedTestBed.Shared;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * {@code bench/kills}: the agent's process is killed at random moments, with real servers around it, and started again. Each time the device is
 * under management without a person's doing, under a certificate whose key the SIM has, without a bootstrap if it had one behind it, and all is
 * still so that a server was told to be done.
 */
final class Kills implements AutoCloseable {
    /** An answer that was under way at the kill arrives within this, or never. */
    private static final Duration LATE_ANSWER = Duration.ofMillis(300);

    /** For a write that is to be acknowledged. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int FIRST_LIFETIME = 1000;

    private final Shared shared;
    private final Stage stage;
    private final UnaryOperator<List<String>> command;
    private final Consumer<String> out;
    private final Random random;
    private final Map<KillPhase, Integer> aimed = new EnumMap<>(KillPhase.class);
    private final Map<KillPhase, Integer> hit = new EnumMap<>(KillPhase.class);
    private final List<KillPhase> next = new ArrayList<>();
    private final List<Duration> recoveries = new ArrayList<>();
    private final List<String> losses = new ArrayList<>();
    private @Nullable Victim victim;
    private Duration untilFirstLine = Duration.ofMillis(500);
    private int devices;
    private int numbers;

    Kills(Shared shared, Stage stage, UnaryOperator<List<String>> command, Consumer<String> out, long seed) {
        this.shared = shared;
        this.stage = stage;
        this.command = command;
        this.out = out;
        this.random = new Random(seed);
    }

    /** Kills so many times; what was lost, a sentence each. */
    List<String> run(int times) throws Exception {
        for (int nth = 1; nth <= times; nth++) {
            KillPhase phase = nextPhase();
            aimed.merge(phase, 1, Integer::sum);
            Victim now = victim(phase.on());
            try {
                killOnce(nth, phase, now);
            } catch (AssertionError | RuntimeException e) {
                losses.add("kill %d, aimed at %s: %s".formatted(nth, phase, e));
                out.accept("%4d  %-20s LOST: %s%n%s".formatted(nth, phase, e, now.said()));
                retire();
            }
        }
        retire();
        return losses;
    }

    /** All of them in turn, each time in another order. */
    private KillPhase nextPhase() {
        if (next.isEmpty()) {
            next.addAll(List.of(KillPhase.values()));
            Collections.shuffle(next, random);
        }
        return next.remove(0);
    }

    private void killOnce(int nth, KillPhase phase, Victim now) throws Exception {
        CompletableFuture<Void> asked = CompletableFuture.completedFuture(null);
        if (phase == KillPhase.START) {
            pause(untilFirstLine.toMillis());
        } else {
            now.await(phase);
            asked = ask(phase, now);
            pause(phase.lasts());
        }
        KillPhase found = now.kill();
        boolean wasAsked =
                phase == KillPhase.ACCOUNT_WRITE || phase == KillPhase.FILE_WRITE || phase == KillPhase.FIRMWARE;
        KillPhase struck = wasAsked && !isAnswered(asked) ? phase : found;
        hit.merge(struck, 1, Integer::sum);

        now.restart();
        now.awaitRegistration();
        Duration recovered = now.age();
        now.isWhole();
        recoveries.add(recovered);
        out.accept("%4d  aimed at %-20s hit %-20s registered again after %5d ms  %s"
                .formatted(nth, phase, struck, recovered.toMillis(), now));
        goOn(now);
    }

    /** Three things more that are acknowledged. */
    private void goOn(Victim now) throws Exception {
        numbers++;
        done(now.writeAccount(FIRST_LIFETIME + numbers));
        done(now.writeFile(numbers));
        done(now.changeFirmware(numbers));
        now.isWhole();
    }

    private static void done(CompletableFuture<Void> asked) throws Exception {
        asked.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private CompletableFuture<Void> ask(KillPhase phase, Victim now) {
        numbers++;
        return switch (phase) {
            case ACCOUNT_WRITE -> now.writeAccount(FIRST_LIFETIME + numbers);
            case FILE_WRITE -> now.writeFile(numbers);
            case FIRMWARE -> now.changeFirmware(numbers);
            default -> CompletableFuture.completedFuture(null);
        };
    }

    private static boolean isAnswered(CompletableFuture<Void> asked) throws InterruptedException {
        try {
            asked.get(LATE_ANSWER.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /** The moment itself is what is random here. */
    private void pause(long atMost) throws InterruptedException {
        TimeUnit.MICROSECONDS.sleep((long) (random.nextDouble() * atMost * 1000));
    }

    private Victim victim(On on) throws Exception {
        Victim now = victim;
        if (now == null || on == On.NEW_DEVICE) {
            retire();
            devices++;
            now = new Victim(shared, "victim-" + devices, stage.newFolder(), command);
            victim = now;
        }
        if (on != On.NEW_DEVICE && now.on() == On.NEW_DEVICE) {
            now.awaitRegistration();
            now.isWhole();
            goOn(now);
        }
        if (on == On.KNOWN_DEVICE) {
            KillPhase unused = now.kill();
            now.restart();
        }
        return now;
    }

    private void retire() {
        Optional.ofNullable(victim).ifPresent(Victim::close);
        victim = null;
    }

    /** What was hit, how long it took to come back, and what was lost. */
    void summarise(long seed) {
        out.accept("%n%-20s %6s %6s".formatted("phase", "aimed", "hit"));
        for (KillPhase phase : KillPhase.values()) {
            out.accept("%-20s %6d %6d".formatted(phase, aimed.getOrDefault(phase, 0), hit.getOrDefault(phase, 0)));
        }
        recoveries.sort(null);
        int kills = aimed.values().stream().mapToInt(Integer::intValue).sum();
        out.accept("%d kills of %d devices, seed %d: registered again after %d ms in the median, %d ms at most; %d lost"
                .formatted(
                        kills,
                        devices,
                        seed,
                        recoveries.isEmpty()
                                ? 0
                                : recoveries.get(recoveries.size() / 2).toMillis(),
                        recoveries.isEmpty()
                                ? 0
                                : recoveries.get(recoveries.size() - 1).toMillis(),
                        losses.size()));
        losses.forEach(out);
    }

    @Override
    public void close() {
        retire();
    }

    /**
     * Kills as often as it is told, and exits with 1 if anything was lost.
     *
     * @param arguments how often, the seed, and the agent's program if it is not that of this class path
     */
    public static void main(String[] arguments) throws Exception {
        Logging.quiet();
        int times = Integer.parseInt(arguments[0]);
        long seed = Long.parseLong(arguments[1]);
        UnaryOperator<List<String>> command =
                arguments.length > 2 ? rest -> program(Path.of(arguments[2]), rest) : Programs::agent;
        List<String> losses;
        try (Shared shared = SharedTestBed.start();
                Stage stage = new Stage();
                Kills kills = new Kills(shared, stage, command, Kills::print, seed)) {
            losses = kills.run(times);
            kills.summarise(seed);
        }
        System.exit(losses.isEmpty() ? 0 : 1);
    }

    private static void print(String line) {
        System.out.println(line);
    }

    private static List<String> program(Path program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        command.addAll(arguments);
        return command;
    }
}
