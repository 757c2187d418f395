package iotsafe.credentials.apdu;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Names the fields of commands and answers, for a person who reads a trace (GSMA IoT.05, tags). What cannot be read is said, never thrown. */
final class FieldNames {
    private static final Map<Integer, String> NAMES = Map.ofEntries(
            Map.entry(0x10, "version"),
            Map.entry(0x11, "applet identifier"),
            Map.entry(0x20, "file size"),
            Map.entry(0x21, "file usage"),
            Map.entry(0x33, "signature"),
            Map.entry(0x34, "public key data"),
            Map.entry(0x49, "key data"),
            Map.entry(0x4A, "state"),
            Map.entry(0x4B, "key type"),
            Map.entry(0x4E, "key usage"),
            Map.entry(0x60, "access conditions"),
            Map.entry(0x61, "cryptographic functions"),
            Map.entry(0x6F, "key agreement"),
            Map.entry(0x73, "file label"),
            Map.entry(0x74, "private key label"),
            Map.entry(0x75, "public key label"),
            Map.entry(0x76, "secret key label"),
            Map.entry(0x83, "file id"),
            Map.entry(0x84, "private key id"),
            Map.entry(0x85, "public key id"),
            Map.entry(0x86, "secret key id"),
            Map.entry(0x90, "cryptographic functions"),
            Map.entry(0x91, "hash algorithms"),
            Map.entry(0x92, "signature algorithms"),
            Map.entry(0x93, "key agreement"),
            Map.entry(0x94, "key derivation"),
            Map.entry(0x9A, "last block"),
            Map.entry(0x9B, "data to sign"),
            Map.entry(0x9C, "intermediate hash"),
            Map.entry(0x9D, "bytes hashed before"),
            Map.entry(0x9E, "hash"),
            Map.entry(0xA1, "mode of operation"),
            Map.entry(0xB1, "most files"),
            Map.entry(0xB2, "most private keys"),
            Map.entry(0xB3, "most public keys"),
            Map.entry(0xB4, "most secret keys"),
            Map.entry(0xB7, "most sessions"),
            Map.entry(0xC1, "private key information"),
            Map.entry(0xC2, "public key information"),
            Map.entry(0xC3, "file information"),
            Map.entry(0xC4, "secret key information"),
            Map.entry(0xD1, "secret"),
            Map.entry(0xD2, "label and seed"),
            Map.entry(0xD3, "output length"),
            Map.entry(0xD4, "shared secret"),
            Map.entry(0xD5, "salt"));

    private static final Set<Integer> NESTED = Set.of(0x34, 0x49, 0xC1, 0xC2, 0xC3, 0xC4);
    private static final Set<Integer> LABELS = Set.of(0x73, 0x74, 0x75, 0x76);
    /** Names, an output length, an algorithm: all that a command with a secret in it may show. */
    private static final Set<Integer> NEVER_SECRET = Set.of(0x73, 0x74, 0x75, 0x76, 0x83, 0x84, 0x85, 0x86, 0x91, 0xD3);

    private static final int KEY_DATA = 0x49;
    private static final int POINT = 0x86;
    private static final int SIGNATURE = 0x33;
    private static final int SIGNATURE_ALGORITHMS = 0x92;
    private static final int LONGEST_SHOWN = 40;

    private final boolean secret;
    private final List<String> lines = new ArrayList<>();

    private FieldNames(boolean secret) {
        this.secret = secret;
    }

    /**
     * A line for each field, nested ones indented by two.
     *
     * @param secret whether values can be secret: then only names of containers, lengths and algorithms are shown
     */
    static List<String> of(Bytes content, boolean secret) {
        FieldNames names = new FieldNames(secret);
        names.walk(content, "", 0);
        return names.lines;
    }

    private void walk(Bytes in, String indent, int around) {
        int at = 0;
        while (at < in.length()) {
            int tag = in.u8(at);
            if (tag == SIGNATURE) { // its length is written in four ways
                lines.add("%s33 signature: %d bytes with its length".formatted(indent, in.length() - at - 1));
                return;
            }
            int length = at + 1 < in.length() ? trueLength(in, at) : Integer.MAX_VALUE;
            int from = at + 2;
            if (length > in.length() - from) {
                lines.add("%s(no field can be read from byte %d on)".formatted(indent, at));
                return;
            }
            field(tag, in.slice(from, from + length), indent, around);
            at = from + length;
        }
    }

    private void field(int tag, Bytes value, String indent, int around) {
        boolean point = tag == POINT && around == KEY_DATA;
        String title = "%s%02X %s".formatted(indent, tag, point ? "point" : NAMES.getOrDefault(tag, "unlisted"));
        if (NESTED.contains(tag)) {
            lines.add(title);
            walk(value, indent + "  ", tag);
        } else {
            lines.add(title + ": " + shown(tag, value));
        }
    }

    private String shown(int tag, Bytes value) {
        if (secret && !NEVER_SECRET.contains(tag)) {
            return "[%d bytes not shown]".formatted(value.length());
        }
        if (LABELS.contains(tag)) {
            return label(value);
        }
        return value.length() <= LONGEST_SHOWN
                ? value.toHex()
                : "%s… (%d bytes)".formatted(value.slice(0, LONGEST_SHOWN), value.length());
    }

    private static String label(Bytes value) {
        String text = new String(value.toArray(), StandardCharsets.US_ASCII);
        boolean isText = !text.isEmpty() && text.chars().allMatch(c -> c >= ' ' && c < 0x7F);
        return isText ? "\"%s\"".formatted(text) : value.toHex();
    }

    /** One card announces two bytes for tag 92 and gives one (interface reference, object list). */
    private static int trueLength(Bytes in, int at) {
        int length = in.u8(at + 1);
        boolean defect = in.u8(at) == SIGNATURE_ALGORITHMS
                && length == 2
                && at + 3 < in.length()
                && NAMES.containsKey(in.u8(at + 3));
        return defect ? 1 : length;
    }
}
