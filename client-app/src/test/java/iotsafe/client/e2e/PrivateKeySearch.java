package iotsafe.client.e2e;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Looks for private keys where they must not be: the bare scalar in both byte orders, in hex and in base64, so also inside PKCS#8. */
final class PrivateKeySearch {
    private final Map<String, byte[]> forms = new LinkedHashMap<>();

    /** Adds a key under a name for messages. */
    PrivateKeySearch lookingFor(String name, byte[] scalar) {
        if (scalar.length != 32) {
            throw new IllegalArgumentException(name + " has " + scalar.length + " bytes");
        }
        forms.put(name + ", big endian", scalar);
        forms.put(name + ", little endian", reversed(scalar));
        forms.put(name + ", hex", ascii(HexFormat.of().formatHex(scalar)));
        forms.put(name + ", HEX", ascii(HexFormat.of().withUpperCase().formatHex(scalar)));
        for (int before = 0; before < 3; before++) {
            forms.put(name + ", base64 after " + before, ascii(base64(scalar, before)));
        }
        return this;
    }

    /** The forms that are somewhere in {@code place}. */
    List<String> foundIn(byte[] place) {
        List<String> found = new ArrayList<>();
        forms.forEach((form, bytes) -> {
            if (contains(place, bytes)) {
                found.add(form);
            }
        });
        return found;
    }

    /** Whether {@code part} is somewhere in {@code whole}. */
    static boolean contains(byte[] whole, byte[] part) {
        for (int at = 0; at + part.length <= whole.length; at++) {
            if (whole[at] == part[0] && Arrays.equals(whole, at, at + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }

    /** The characters that stand for the key alone, whatever stands {@code before} bytes (modulo 3) before and after it. */
    private static String base64(byte[] scalar, int before) {
        byte[] padded = new byte[before + scalar.length];
        System.arraycopy(scalar, 0, padded, before, scalar.length);
        String text = Base64.getEncoder().withoutPadding().encodeToString(padded);
        int touchedBefore = (before * 8 + 5) / 6;
        int whole = padded.length * 8 / 6;
        return text.substring(touchedBefore, whole);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] reversed(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int at = 0; at < bytes.length; at++) {
            reversed[at] = bytes[bytes.length - 1 - at];
        }
        return reversed;
    }
}
