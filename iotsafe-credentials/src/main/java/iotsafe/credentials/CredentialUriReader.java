package iotsafe.credentials;

import iotsafe.credentials.apdu.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads and prints {@link CredentialUri}: the attribute list of RFC 7512 section 2.3. No library on Central reads this grammar. */
final class CredentialUriReader {
    private static final String CARD = "iotsafe:";
    private static final String TOKEN = "pkcs11:";
    private static final String FILE = "file:";

    /** RFC 7512 section 2.3's words for what the applet has, too. */
    private static final Map<String, ObjectType> TOKEN_TYPES = Map.of(
            "private", ObjectType.PRIVATE,
            "public", ObjectType.PUBLIC,
            "cert", ObjectType.FILE,
            "secret-key", ObjectType.SECRET);

    private CredentialUriReader() {}

    static CredentialUri read(String text) {
        if (text.startsWith(CARD)) {
            return onCard(attributes(text.substring(CARD.length())));
        }
        if (text.startsWith(TOKEN)) {
            return onToken(tokenAttributes(text));
        }
        if (text.startsWith(FILE)) {
            return new CredentialUri.InFile(path(text.substring(FILE.length())));
        }
        throw new IllegalArgumentException("a credential starts with \"iotsafe:\", \"pkcs11:\" or \"file:\"");
    }

    static String print(CredentialUri.OnCard uri) {
        String name = uri.id()
                .map(id -> "id=" + id.toHex())
                .orElseGet(() -> "label="
                        + uri.label().map(CredentialUriReader::percentEncode).orElseThrow());
        return CARD + "type=" + uri.type().word() + ";" + name;
    }

    private static CredentialUri.OnCard onCard(Map<String, String> attributes) {
        String type = attributes.remove("type");
        String id = attributes.remove("id");
        String label = attributes.remove("label");
        for (String unknown : attributes.keySet()) {
            throw new IllegalArgumentException(
                    "attribute \"%s\" is unknown; there are \"type\", \"id\" and \"label\"".formatted(unknown));
        }
        if (type == null) {
            throw new IllegalArgumentException("attribute \"type\" is missing: type=private, public, file or secret");
        }
        return new CredentialUri.OnCard(
                type(type),
                Optional.ofNullable(id).map(CredentialUriReader::id),
                Optional.ofNullable(label).map(encoded -> percentDecode("label", encoded)));
    }

    static Optional<String> tokenOf(String text) {
        if (!text.startsWith(TOKEN)) {
            return Optional.empty();
        }
        return Optional.ofNullable(tokenAttributes(text).get("token"))
                .map(label -> new String(percentDecode("token", label).toArray(), StandardCharsets.UTF_8));
    }

    private static Map<String, String> tokenAttributes(String text) {
        if (text.contains("?")) {
            throw new IllegalArgumentException(
                    "nothing can follow a \"?\" here; the library and where the PIN comes from belong into card.reader");
        }
        return attributes(text.substring(TOKEN.length()));
    }

    /** RFC 7512: an id is percent-encoded there, and where both names stand the id, which signs, is the one that counts. */
    private static CredentialUri.OnCard onToken(Map<String, String> attributes) {
        attributes.remove("token");
        String type = attributes.remove("type");
        String id = attributes.remove("id");
        String object = attributes.remove("object");
        for (String unknown : attributes.keySet()) {
            throw new IllegalArgumentException(
                    "attribute \"%s\" is unknown; there are \"token\", \"object\", \"type\" and \"id\""
                            .formatted(unknown));
        }
        if (type == null || !TOKEN_TYPES.containsKey(type)) {
            throw new IllegalArgumentException("attribute \"type\" is %s; it can be private, public, cert or secret-key"
                    .formatted(type == null ? "missing" : "\"" + type + "\""));
        }
        return new CredentialUri.OnCard(
                Objects.requireNonNull(TOKEN_TYPES.get(type)),
                Optional.ofNullable(id).map(encoded -> percentDecode("id", encoded)),
                id == null
                        ? Optional.ofNullable(object).map(encoded -> percentDecode("object", encoded))
                        : Optional.empty());
    }

    private static Map<String, String> attributes(String list) {
        Map<String, String> found = new LinkedHashMap<>();
        for (String attribute : list.split(";", -1)) {
            int equals = attribute.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("\"%s\" is not of the form name=value".formatted(attribute));
            }
            @Nullable String earlier = found.put(attribute.substring(0, equals), attribute.substring(equals + 1));
            if (earlier != null) {
                throw new IllegalArgumentException(
                        "attribute \"%s\" stands twice".formatted(attribute.substring(0, equals)));
            }
        }
        return found;
    }

    private static ObjectType type(String word) {
        return Arrays.stream(ObjectType.values())
                .filter(type -> type.word().equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("type \"%s\" is unknown; it can be %s"
                        .formatted(
                                word,
                                Arrays.stream(ObjectType.values())
                                        .map(ObjectType::word)
                                        .collect(Collectors.joining(", ")))));
    }

    private static Bytes id(String hex) {
        try {
            return Bytes.ofHex(hex);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("id \"%s\" is not hexadecimal, two digits a byte".formatted(hex), e);
        }
    }

    private static Path path(String text) {
        try {
            if (text.startsWith("/") && !text.startsWith("//")) {
                return Path.of(text);
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("\"%s\" is no path: %s".formatted(text, e.getReason()), e);
        }
        throw new IllegalArgumentException(
                "after \"file:\" comes an absolute path, such as file:/etc/iotsafe-agent/ca.pem");
    }

    private static Bytes percentDecode(String name, String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        for (int at = 0; at < raw.length; at++) {
            if (raw[at] == '%') {
                decoded.write(escaped(name, raw, at));
                at += 2;
            } else {
                decoded.write(raw[at]);
            }
        }
        return Bytes.of(decoded.toByteArray());
    }

    private static int escaped(String name, byte[] raw, int percent) {
        int high = percent + 2 < raw.length ? Character.digit(raw[percent + 1], 16) : -1;
        int low = high < 0 ? -1 : Character.digit(raw[percent + 2], 16);
        if (low < 0) {
            throw new IllegalArgumentException(name + " has a \"%\" without two hexadecimal digits after it");
        }
        return (high << 4) | low;
    }

    private static String percentEncode(Bytes label) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < label.length(); at++) {
            int b = label.u8(at);
            boolean unreserved = b < 0x80 && (Character.isLetterOrDigit(b) || "-._~".indexOf(b) >= 0);
            text.append(unreserved ? String.valueOf((char) b) : "%%%02X".formatted(b));
        }
        return text.toString();
    }
}
