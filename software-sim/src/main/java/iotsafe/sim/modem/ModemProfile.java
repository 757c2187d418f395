package iotsafe.sim.modem;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * How a modem behaves.
 *
 * @param quirks how it misbehaves
 * @param seed what its unsolicited lines, pieces and opaque sessions follow from
 * @param pause how long it waits where a quirk makes it wait
 */
public record ModemProfile(Set<ModemQuirk> quirks, long seed, Duration pause) {
    /** A modem that keeps to 3GPP TS 27.007. */
    public static final ModemProfile STANDARD = of();

    /** Keeps the quirks in their own order. */
    public ModemProfile {
        EnumSet<ModemQuirk> sorted = EnumSet.noneOf(ModemQuirk.class);
        sorted.addAll(quirks);
        quirks = Collections.unmodifiableSet(sorted);
    }

    /** With these quirks, seed 1 and a pause of a second. */
    public static ModemProfile of(ModemQuirk... quirks) {
        return new ModemProfile(Set.of(quirks), 1, Duration.ofSeconds(1));
    }

    /**
     * The profile whose quirks are joined by {@code +}, or {@code standard}.
     *
     * @throws IllegalArgumentException if one of them does not exist
     */
    public static ModemProfile named(String name) {
        EnumSet<ModemQuirk> quirks = EnumSet.noneOf(ModemQuirk.class);
        if (!name.equals("standard")) {
            for (String part : name.split("\\+", -1)) {
                quirks.add(ModemQuirk.named(part));
            }
        }
        return new ModemProfile(quirks, STANDARD.seed, STANDARD.pause);
    }

    /** The same modem with another seed. */
    public ModemProfile withSeed(long newSeed) {
        return new ModemProfile(quirks, newSeed, pause);
    }

    /** The same modem with other pauses. */
    public ModemProfile withPause(Duration newPause) {
        return new ModemProfile(quirks, seed, newPause);
    }

    /** Whether it misbehaves so. */
    public boolean has(ModemQuirk quirk) {
        return quirks.contains(quirk);
    }
}
