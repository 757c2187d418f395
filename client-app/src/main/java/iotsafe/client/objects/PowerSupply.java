package iotsafe.client.objects;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One folder of {@code /sys/class/power_supply}.
 *
 * @see "Linux: Documentation/ABI/testing/sysfs-class-power"
 */
record PowerSupply(Host host, String folder) {
    private static final String CLASS = "sys/class/power_supply/";
    private static final long MICRO_PER_MILLI = 1000;

    /** Types of the kernel as values of LwM2M /3/x/6. A type that has none there, such as Wireless, is not told. */
    private static final Map<String, Long> SOURCES = Map.of("Battery", 1L, "UPS", 2L, "USB", 5L, "Mains", 6L);

    private static final long INTERNAL_BATTERY = 1;

    /** Those that power the machine now and that LwM2M has a value for, by name. */
    static List<PowerSupply> of(Host host) {
        return host.names(CLASS).stream()
                .map(name -> new PowerSupply(host, CLASS + name + "/"))
                .filter(supply -> supply.source().isPresent() && supply.powersTheMachine())
                .toList();
    }

    /** The value of /3/x/6. */
    OptionalLong source() {
        return text("type").map(SOURCES::get).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    boolean isInternalBattery() {
        return source().equals(OptionalLong.of(INTERNAL_BATTERY));
    }

    /** In mV. */
    OptionalLong voltage() {
        return milli("voltage_now");
    }

    /** In mA; negative where the driver counts a discharge so. */
    OptionalLong current() {
        return milli("current_now");
    }

    /** Percent, 0 to 100. */
    OptionalLong level() {
        OptionalLong level = host.number(folder + "capacity");
        return level.isPresent() && level.getAsLong() >= 0 && level.getAsLong() <= 100 ? level : OptionalLong.empty();
    }

    /** The value of /3/x/20 (OMA LwM2M Core 1.1, E.4). */
    long batteryStatus() {
        if (is("present", "0")) {
            return 5;
        }
        if (is("health", "Dead") || is("health", "Unspecified failure")) {
            return 3;
        }
        return switch (text("status").orElse("Unknown")) {
            case "Charging" -> 1;
            case "Full" -> 2;
            case "Discharging", "Not charging" ->
                is("capacity_level", "Critical") || is("capacity_level", "Low") ? 4 : 0;
            default -> 6;
        };
    }

    /** Whether the machine has a mains supply, and none of them gives power now. */
    static boolean isMainsOff(Host host) {
        List<PowerSupply> mains = host.names(CLASS).stream()
                .map(name -> new PowerSupply(host, CLASS + name + "/"))
                .filter(supply -> supply.is("type", "Mains"))
                .toList();
        return !mains.isEmpty() && mains.stream().allMatch(supply -> supply.is("online", "0"));
    }

    /** A mouse has a battery too: its scope is "Device". A plug that is not in says it is not online. */
    private boolean powersTheMachine() {
        return !is("scope", "Device") && !is("online", "0");
    }

    private OptionalLong milli(String file) {
        OptionalLong micro = host.number(folder + file);
        return micro.isPresent() ? OptionalLong.of(micro.getAsLong() / MICRO_PER_MILLI) : micro;
    }

    private boolean is(String file, String value) {
        return text(file)
                .filter(text -> text.toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT)))
                .isPresent();
    }

    private Optional<String> text(String file) {
        return host.text(folder + file);
    }
}
