package iotsafe.sim;

import iotsafe.sim.apdu.Octets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How this card deviates from the standard reading of the interface: the quirks that real cards show. The name follows from
 * them, {@code standard} or their names joined by {@code +}.
 *
 * @param quirks each with its number, 0 if it has none
 */
public record Profile(Map<Quirk, Integer> quirks) {
    /** The standard reading. */
    public static final Profile STANDARD = new Profile(Map.of());

    private static final int MOST = 256;

    /** Keeps the quirks in their own order. */
    public Profile {
        Map<Quirk, Integer> sorted = new EnumMap<>(Quirk.class);
        sorted.putAll(quirks);
        quirks = Collections.unmodifiableMap(sorted);
    }

    /** {@code standard}, and the names of profiles with one deviation each, in a fixed order. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        names.add("standard");
        for (Quirk quirk : Quirk.values()) {
            names.addAll(quirk.names());
        }
        return List.copyOf(names);
    }

    /**
     * The profile of this name; several names joined by {@code +} deviate in all those ways, of two that exclude each other
     * the later counts. A number, as in {@code read-block-N}, is any from 1 to 256.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Profile named(String name) {
        Profile profile = STANDARD;
        for (String part : name.split("\\+", -1)) {
            profile = profile.deviatingBy(part);
        }
        return profile;
    }

    /** Its name, which {@link #named} reads back. */
    public String name() {
        List<String> parts = new ArrayList<>();
        quirks.forEach((quirk, number) -> parts.add(quirk.isNumbered() ? quirk.text() + "-" + number : quirk.text()));
        return parts.isEmpty() ? "standard" : String.join("+", parts);
    }

    /** Whether it has this quirk. */
    public boolean has(Quirk quirk) {
        return quirks.containsKey(quirk);
    }

    /** The number of this quirk; the one that changes nothing if it does not have it. */
    int number(Quirk quirk) {
        return quirks.getOrDefault(quirk, quirk.neutral());
    }

    /** The name of the applet (interface reference 1.1). */
    Octets aid() {
        if (has(Quirk.AID_THALES)) {
            return Octets.hex("A00000003053F12401770101495341");
        }
        if (has(Quirk.AID_EARLY)) {
            return Octets.hex("A0000002480400");
        }
        return has(Quirk.AID_LONGER)
                ? Octets.join(SimMemory.STANDARD_AID, Octets.hex("534F4654"))
                : SimMemory.STANDARD_AID;
    }

    private Profile deviatingBy(String name) {
        if (name.equals("standard")) {
            return this;
        }
        for (Quirk quirk : Quirk.values()) {
            Optional<Integer> number = numberIn(name, quirk);
            if (number.isPresent()) {
                return with(quirk, number.get());
            }
        }
        throw new IllegalArgumentException(
                "there is no profile \"" + name + "\"; there are: " + String.join(", ", names()));
    }

    private Profile with(Quirk added, int number) {
        Map<Quirk, Integer> changed = new EnumMap<>(Quirk.class);
        changed.putAll(quirks);
        changed.keySet().removeIf(added::excludes);
        if (!added.isNumbered() || number != added.neutral()) {
            changed.put(added, number);
        }
        return new Profile(changed);
    }

    /** The number in the name of a quirk, 0 if it has none; empty if this is not its name. */
    private static Optional<Integer> numberIn(String name, Quirk quirk) {
        if (!quirk.isNumbered()) {
            return name.equals(quirk.text()) ? Optional.of(0) : Optional.empty();
        }
        if (!name.matches(quirk.text() + "-\\d{1,3}")) {
            return Optional.empty();
        }
        int number = Integer.parseInt(name.substring(quirk.text().length() + 1));
        if (number < 1 || number > MOST) {
            throw new IllegalArgumentException(quirk.text() + " is " + number + "; it can be 1 to " + MOST);
        }
        return Optional.of(number);
    }
}
