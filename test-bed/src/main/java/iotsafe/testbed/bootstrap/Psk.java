package iotsafe.testbed.bootstrap;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * A pre-shared key and the identity it goes by, which for the servers here is the endpoint name, too.
 *
 * @param identity not empty
 * @param key in hex; empty where only the device has it, or a secure place in it
 */
public record Psk(String identity, String key) {
    /** Refuses what is no hex. */
    public Psk {
        if (identity.isEmpty() || !key.matches("([0-9A-Fa-f]{2})*")) {
            throw new IllegalArgumentException(
                    "a pre-shared key is IDENTITY=HEX, such as dev1=000102030405060708090A0B0C0D0E0F");
        }
    }

    /** Reads {@code IDENTITY=HEX}; the last equals sign parts the two, and without one there is no key. */
    public static Psk parse(String text) {
        int at = text.lastIndexOf('=');
        return at < 0 ? new Psk(text, "") : new Psk(text.substring(0, at), text.substring(at + 1));
    }

    /** Reads {@code IDENTITY=HEX} with a key in it. */
    public static Psk parseWhole(String text) {
        Psk psk = parse(text);
        if (psk.key().isEmpty()) {
            throw new IllegalArgumentException("\"%s\" has no key; write IDENTITY=HEX".formatted(psk.identity()));
        }
        return psk;
    }

    byte[] identityBytes() {
        return identity.getBytes(StandardCharsets.UTF_8);
    }

    byte[] keyBytes() {
        return HexFormat.of().parseHex(key);
    }
}
