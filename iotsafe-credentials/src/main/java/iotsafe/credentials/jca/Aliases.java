package iotsafe.credentials.jca;

import iotsafe.credentials.CardObject;
import iotsafe.credentials.apdu.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The names of a key store's entries: the container's label where it is text, else its id in hexadecimal; the container's URI where two
 * entries would have the same name. They last as long as the card's labels and ids do.
 */
final class Aliases {
    private Aliases() {}

    /** Each entry under its name, in their order; names differ in more than case, as tools expect. */
    static Map<String, CardEntry> name(List<CardEntry> entries) {
        Map<String, Long> wanted = entries.stream()
                .collect(Collectors.groupingBy(entry -> folded(shortName(entry)), Collectors.counting()));
        Map<String, CardEntry> named = new LinkedHashMap<>();
        for (CardEntry entry : entries) {
            String shortName = shortName(entry);
            String name = wanted.getOrDefault(folded(shortName), 0L) > 1 ? longName(entry) : shortName;
            named.put(name, entry);
        }
        return named;
    }

    private static String shortName(CardEntry entry) {
        CardObject container = entry.container();
        return container
                        .label()
                        .flatMap(Aliases::text)
                        .orElseGet(() -> container
                                .id()
                                .map(id -> id.toHex().toLowerCase(Locale.ROOT))
                                .orElseGet(() -> container.uri().toString()))
                + position(entry);
    }

    private static String longName(CardEntry entry) {
        return entry.container().uri() + position(entry);
    }

    /** Several authorities may stand in one file. */
    private static String position(CardEntry entry) {
        return entry instanceof CardEntry.Authority authority && authority.position() > 0
                ? "#" + (authority.position() + 1)
                : "";
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static Optional<String> text(Bytes label) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(label.toArray()))
                    .toString();
            boolean shows = !text.isBlank() && text.codePoints().noneMatch(Character::isISOControl);
            return shows ? Optional.of(text) : Optional.empty();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
