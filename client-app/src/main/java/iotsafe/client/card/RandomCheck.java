package iotsafe.client.card;

import iotsafe.credentials.CardException;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Draws random bytes from the card and looks at their health; they are used for nothing else. */
final class RandomCheck {
    private static final String NAME = "random";
    /** Short enough for any modem's line, long enough that two equal draws are no chance. */
    private static final int DRAW = 64;

    private static final int DRAWS = RandomHealth.WINDOW / DRAW;

    private RandomCheck() {}

    static Check run(SecureElement card, Timings timings) throws CardException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Set<Bytes> distinct = new HashSet<>();
        try {
            for (int draw = 0; draw < DRAWS; draw++) {
                Bytes drawn = timings.measure("GET RANDOM", () -> card.random(DRAW));
                distinct.add(drawn);
                all.writeBytes(drawn.toArray());
            }
        } catch (CardException e) {
            return Refusals.check(NAME, Optional.empty(), e, true);
        }
        byte[] samples = all.toByteArray();
        Optional<String> alarm = distinct.size() < DRAWS
                ? Optional.of("the same %d bytes came twice".formatted(DRAW))
                : RandomHealth.repetitionCount(samples).or(() -> RandomHealth.adaptiveProportion(samples));
        Arrays.fill(samples, (byte) 0);
        return alarm.map(what -> new Check(
                        NAME,
                        Optional.empty(),
                        Check.Outcome.FAILED,
                        "%s (SP 800-90B health tests): do not use this card's random numbers".formatted(what)))
                .orElseGet(() -> new Check(
                        NAME,
                        Optional.empty(),
                        Check.Outcome.PASSED,
                        "%d bytes: repetition count below %d, adaptive proportion below %d of %d (SP 800-90B 4.4, H = 8, alpha = 2^-30)"
                                .formatted(
                                        DRAW * DRAWS,
                                        RandomHealth.REPETITION_CUTOFF,
                                        RandomHealth.PROPORTION_CUTOFF,
                                        RandomHealth.WINDOW)));
    }
}
