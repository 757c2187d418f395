package iotsafe.testbed.events;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One thing a server saw.
 *
 * @param time when
 * @param name what, such as {@code bootstrap-started} or {@code est-sen}
 * @param details who and how, such as {@code endpoint}, {@code peer}, {@code session} (hex of the DTLS session id), {@code status}
 */
public record Event(Instant time, String name, Map<String, String> details) {
    /** Keeps its own copy, in the order given. */
    public Event {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** The detail of that name, or the empty string. */
    public String detail(String key) {
        return details.getOrDefault(key, "");
    }
}
