package iotsafe.testbed.https;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer about to be sent.
 *
 * @param status of HTTP
 * @param fields header fields
 * @param text the body, as it goes over the wire
 */
record Reply(int status, Map<String, String> fields, String text) {
    Reply {
        fields = Map.copyOf(fields);
    }

    static Reply of(int status, String words) {
        return new Reply(status, words.isEmpty() ? Map.of() : Map.of("Content-Type", "text/plain"), words);
    }

    /** base64 in lines, which a client has to overlook (RFC 8951 §3.1), and no Content-Transfer-Encoding, which it must not need (§3). */
    static Reply ofDer(String type, byte[] der) {
        return new Reply(
                200,
                Map.of("Content-Type", type),
                Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n");
    }

    Reply with(String field, String value) {
        Map<String, String> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Reply(status, more, text);
    }

    Reply withText(String other) {
        return new Reply(status, fields, other);
    }

    byte[] body() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
