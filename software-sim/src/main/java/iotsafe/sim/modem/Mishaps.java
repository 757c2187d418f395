package iotsafe.sim.modem;

import iotsafe.sim.modem.Reply.Fate;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What happens once, at a certain command to the card (interface reference 5.5). */
final class Mishaps {
    private static final Map<ModemQuirk, Integer> AT_COMMAND = Map.of(
            ModemQuirk.COMMAND_LOST, 3,
            ModemQuirk.ANSWER_LOST, 4,
            ModemQuirk.MODEM_RESETS, 5,
            ModemQuirk.PORT_VANISHES, 6);

    private final Set<ModemQuirk> toCome;
    private int commands;

    Mishaps(ModemProfile profile) {
        this.toCome = EnumSet.noneOf(ModemQuirk.class);
        toCome.addAll(profile.quirks());
        toCome.retainAll(AT_COMMAND.keySet());
    }

    /** The next command to the card is lost. */
    void loseNext() {
        toCome.add(ModemQuirk.COMMAND_LOST);
        commands = Math.max(commands, AT_COMMAND.getOrDefault(ModemQuirk.COMMAND_LOST, 0));
    }

    /** Counts a command to the card, and tells what befalls it. */
    Optional<ModemQuirk> next() {
        commands++;
        Optional<ModemQuirk> due = toCome.stream()
                .filter(quirk -> commands >= AT_COMMAND.getOrDefault(quirk, Integer.MAX_VALUE))
                .findFirst();
        due.ifPresent(toCome::remove);
        return due;
    }

    static Fate fate(ModemQuirk mishap) {
        return switch (mishap) {
            case MODEM_RESETS -> Fate.RESTART;
            case PORT_VANISHES -> Fate.PORT_GONE;
            default -> Fate.LOST;
        };
    }
}
