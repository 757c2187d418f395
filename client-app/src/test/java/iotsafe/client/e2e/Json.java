package iotsafe.client.e2e;

import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Reads JSON, which is YAML 1.2: the agent's own YAML library does it. */
public final class Json {
    private Json() {}

    /** An object. */
    @SuppressWarnings("unchecked") // a JSON object has names for keys
    public static Map<String, Object> object(String text) {
        return (Map<String, Object>) read(text);
    }

    @SuppressWarnings("unchecked") // as above
    static List<Map<String, Object>> objects(String text) {
        return (List<Map<String, Object>>) read(text);
    }

    /** The objects in a list that is a field of an object. */
    @SuppressWarnings("unchecked") // as above
    public static List<Map<String, Object>> objects(Map<String, Object> object, String field) {
        return (List<Map<String, Object>>) object.getOrDefault(field, List.of());
    }

    private static Object read(String text) {
        return new Load(LoadSettings.builder().build()).loadFromString(text);
    }
}
