package iotsafe.bootstrap.lwm2m.kept;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.jspecify.annotations.Nullable;

/** JSON that has all that it should have, or is refused. */
final class KeptJson {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private KeptJson() {}

    static String print(Object record) {
        try {
            return JSON.writeValueAsString(record);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("strings that are no JSON", e);
        }
    }

    /**
     * Reads what {@link #print} wrote.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static <T> T read(String text, Class<T> type) {
        try {
            @Nullable T read = JSON.readValue(text, type);
            if (read == null) {
                throw new IllegalArgumentException("it says null");
            }
            return read;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }
}
