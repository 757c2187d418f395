package iotsafe.client.health;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/**
 * What a probe is told.
 *
 * @param healthy whether the device is registered, or was until a moment ago
 * @param json the same with its reason
 */
record HealthAnswer(boolean healthy, String json) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;

    /**
     * Judges.
     *
     * @param grace how long a registration that was lost still counts
     */
    static HealthAnswer of(Standing.Look look, boolean alive, Duration grace, Instant now) {
        boolean recently = look.lastRegistered()
                .filter(last -> now.isBefore(last.plus(grace)))
                .isPresent();
        boolean healthy = alive && (look.registered() || recently);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("format", FORMAT)
                .put("healthy", healthy)
                .put("registered", look.registered())
                .put("state", look.state())
                .put("reason", alive ? look.sentence() : "the flow does not move: " + look.sentence());
        look.lastRegistered().ifPresent(last -> json.put("lastRegistered", last.toString()));
        look.saved()
                .filter(saved -> !saved.usesPsk())
                .ifPresent(saved -> json.put(
                        "certificateUntil",
                        saved.certificate().getNotAfter().toInstant().toString()));
        look.trouble()
                .ifPresent(trouble -> json.putObject("lastError")
                        .put("at", trouble.at().toString())
                        .put("kind", trouble.kind().word())
                        .put("reason", trouble.sentence()));
        return new HealthAnswer(healthy, text(json));
    }

    private static String text(ObjectNode json) {
        try {
            return JSON.writeValueAsString(json) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that was just built cannot be written", e);
        }
    }
}
