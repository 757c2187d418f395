package iotsafe.client.config;

import iotsafe.credentials.pkcs11.PinSource;
import iotsafe.credentials.pkcs11.TokenAddress;
import iotsafe.credentials.pkcs11.TokenChoice;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code pkcs11:/path/lib.so?token=LABEL&pin-file=FILE}: the path and the values percent-encoded (RFC 3986). */
final class TokenAddresses {
    private static final String TOKEN = "token";
    private static final String SLOT = "slot-list-index";
    private static final String PIN_FILE = "pin-file";
    private static final String PIN_ENV = "pin-env";
    private static final List<String> KNOWN = List.of(TOKEN, SLOT, PIN_FILE, PIN_ENV);

    private static final String EXAMPLE =
            "for example pkcs11:/usr/lib/softhsm/libsofthsm2.so?token=LABEL&pin-file=/etc/iotsafe-agent/pin";
    private static final String PIN_HINT =
            "write the PIN into a file that only the agent's user may read, and pin-file=/etc/iotsafe-agent/pin here; or use pin-env=VARIABLE";

    private TokenAddresses() {}

    /**
     * Reads an address.
     *
     * @param text with its scheme
     */
    static TokenAddress parse(String text) {
        URI uri = uri(text);
        String path = uri.getPath();
        if (path == null || !path.startsWith("/") || uri.getRawAuthority() != null || uri.getRawFragment() != null) {
            throw new BadValueException("after \"pkcs11:\" comes the absolute path of the PKCS#11 library", EXAMPLE);
        }
        Map<String, String> query = query(uri.getRawQuery());
        return new TokenAddress(Values.path(path), choice(query), pin(query));
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            String at = e.getIndex() < 0 ? "" : " at character " + (e.getIndex() + 1);
            throw new BadValueException(
                    "it is no URI: %s%s".formatted(e.getReason().toLowerCase(Locale.ROOT), at),
                    "write a blank as %20, and a percent sign as %25");
        }
    }

    private static Map<String, String> query(@Nullable String raw) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String attribute : raw == null ? new String[0] : raw.split("&", -1)) {
            int equals = attribute.indexOf('=');
            String name = equals < 0 ? attribute : attribute.substring(0, equals);
            if (!KNOWN.contains(name)) {
                throw unknown(name);
            }
            if (equals < 0 || equals == attribute.length() - 1) {
                throw new BadValueException("\"%s\" has no value".formatted(name), EXAMPLE);
            }
            if (found.put(name, decoded(attribute.substring(equals + 1))) != null) {
                throw new BadValueException("\"%s\" stands twice".formatted(name), "remove one of them");
            }
        }
        return found;
    }

    private static BadValueException unknown(String name) {
        return switch (name) {
            case "pin", "pin-value" ->
                new BadValueException(
                        "\"%s\" would put the PIN itself into the configuration".formatted(name), PIN_HINT);
            case "pin-source" -> new BadValueException("\"pin-source\" is not known here", PIN_HINT);
            case "slot", "slot-id" ->
                new BadValueException(
                        "\"%s\" is not known here: a slot's number may be new at each start".formatted(name),
                        "write token=LABEL, or slot-list-index=N, which counts from 0");
            default ->
                new BadValueException(
                        "\"%s\" is not known; there are \"token\", \"slot-list-index\", \"pin-file\" and \"pin-env\""
                                .formatted(name),
                        Suggestion.of(name, KNOWN).map(Suggestion::didYouMean).orElse(EXAMPLE));
        };
    }

    private static TokenChoice choice(Map<String, String> query) {
        String label = query.get(TOKEN);
        String slot = query.get(SLOT);
        if (label != null && slot != null) {
            throw new BadValueException(
                    "\"token\" and \"slot-list-index\" both choose the token", "remove one of them");
        }
        if (label != null) {
            return new TokenChoice.ByLabel(label);
        }
        if (slot == null) {
            return new TokenChoice.Only();
        }
        if (!slot.matches("\\d{1,4}")) {
            throw new BadValueException("\"slot-list-index\" is a number from 0", "slot-list-index=0 is the first");
        }
        return new TokenChoice.BySlot(Integer.parseInt(slot));
    }

    private static PinSource pin(Map<String, String> query) {
        String file = query.get(PIN_FILE);
        String variable = query.get(PIN_ENV);
        if (file != null && variable != null) {
            throw new BadValueException(
                    "\"pin-file\" and \"pin-env\" both tell where the PIN is", "remove one of them");
        }
        if (file != null) {
            return new PinSource.InFile(absolute(file));
        }
        return variable == null ? new PinSource.AtTerminal() : new PinSource.InEnvironment(variable(variable));
    }

    private static Path absolute(String file) {
        Path path = Values.path(file);
        if (!path.isAbsolute()) {
            throw new BadValueException(
                    "\"pin-file\" takes an absolute path", "for example pin-file=/etc/iotsafe-agent/pin");
        }
        return path;
    }

    private static String variable(String name) {
        if (!name.matches("[A-Za-z_][A-Za-z0-9_]*")) {
            throw new BadValueException(
                    "\"pin-env\" takes the name of an environment variable", "for example pin-env=TOKEN_PIN");
        }
        if (name.startsWith(ConfigKey.VARIABLE_PREFIX)) {
            throw new BadValueException(
                    "variables that start with %s are keys of the configuration".formatted(ConfigKey.VARIABLE_PREFIX),
                    "name another, for example pin-env=TOKEN_PIN");
        }
        return name;
    }

    private static String decoded(String raw) {
        return URI.create("?" + raw).getQuery();
    }
}
