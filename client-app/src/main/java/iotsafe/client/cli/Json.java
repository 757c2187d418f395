package iotsafe.client.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What scripts read. Names are written out where they are used: they are a promise, and no refactoring may change them. */
final class Json {
    /** Grows only when a name goes away or changes its meaning; a new one may come at any time. */
    private static final int FORMAT = 1;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    /** The beginning of each command's answer. */
    static ObjectNode document() {
        return JsonNodeFactory.instance.objectNode().put("format", FORMAT);
    }

    /** Several lines, for people look at it too. */
    static String text(JsonNode document) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was just built cannot be written", e);
        }
    }
}
