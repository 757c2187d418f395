package iotsafe.credentials.modem;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A modem's address: {@code modem:/dev/ttyUSB2?baud=115200&access=auto}, the part after the question mark left out where the
 * defaults will do.
 *
 * @param device the serial port, an absolute path
 * @param baud bits a second, 1200 to 4000000; without meaning on most USB modems
 * @param access by which commands the applet is reached
 */
public record ModemAddress(Path device, int baud, ModemAccess access) {
    /** What every address begins with. */
    public static final String SCHEME = "modem:";

    private static final int DEFAULT_BAUD = 115_200;
    private static final int LEAST_BAUD = 1200;
    private static final int MOST_BAUD = 4_000_000;
    private static final String BAUD = "baud";
    private static final String ACCESS = "access";

    /** Refuses a port without its whole path, and a baud rate out of range. */
    public ModemAddress {
        if (!device.isAbsolute()) {
            throw new IllegalArgumentException("a modem's port is an absolute path, such as /dev/ttyUSB2");
        }
        if (baud < LEAST_BAUD || baud > MOST_BAUD) {
            throw new IllegalArgumentException("baud can be %d to %d".formatted(LEAST_BAUD, MOST_BAUD));
        }
    }

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if it is none; the message is a sentence for the person who wrote it
     */
    public static ModemAddress parse(String text) {
        if (!text.startsWith(SCHEME)) {
            throw new IllegalArgumentException("a modem's address starts with \"" + SCHEME + "\"");
        }
        String rest = text.substring(SCHEME.length());
        int question = rest.indexOf('?');
        String device = question < 0 ? rest : rest.substring(0, question);
        Map<String, String> settings = question < 0 ? Map.of() : settings(rest.substring(question + 1));
        return new ModemAddress(
                path(device),
                settings.containsKey(BAUD) ? baud(settings.get(BAUD)) : DEFAULT_BAUD,
                settings.containsKey(ACCESS) ? access(settings.get(ACCESS)) : ModemAccess.AUTO);
    }

    private static Map<String, String> settings(String query) {
        Map<String, String> settings = new HashMap<>();
        for (String setting : query.split("&", -1)) {
            int equals = setting.indexOf('=');
            String key = equals < 0 ? setting : setting.substring(0, equals);
            if (!key.equals(BAUD) && !key.equals(ACCESS)) {
                throw new IllegalArgumentException(
                        "\"%s\" is no setting of a modem; there are \"baud\" and \"access\"".formatted(key));
            }
            if (equals < 0 || settings.put(key, setting.substring(equals + 1)) != null) {
                throw new IllegalArgumentException("%s stands once, as %1$s=VALUE".formatted(key));
            }
        }
        return settings;
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the modem's port is no path: " + e.getReason(), e);
        }
    }

    private static int baud(String text) {
        return text.matches("[0-9]{1,7}") ? Integer.parseInt(text) : 0;
    }

    private static ModemAccess access(String text) {
        return Arrays.stream(ModemAccess.values())
                .filter(access -> word(access).equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("access can be \"auto\", \"ccho\" or \"csim\""));
    }

    private static String word(ModemAccess access) {
        return access.name().toLowerCase(Locale.ROOT);
    }

    /** The address that {@link #parse} reads as this; settings that have their defaults are left out. */
    @Override
    public String toString() {
        List<String> settings = new ArrayList<>();
        if (baud != DEFAULT_BAUD) {
            settings.add(BAUD + "=" + baud);
        }
        if (access != ModemAccess.AUTO) {
            settings.add(ACCESS + "=" + word(access));
        }
        return SCHEME + device + (settings.isEmpty() ? "" : "?" + String.join("&", settings));
    }
}
