package iotsafe.testbed.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;

/** Takes what a server saw. Called from several threads. */
@FunctionalInterface
public interface EventLog {
    /** Keeps one event. */
    void add(Event event);

    /** Appends each event to {@code file} as one JSON object a line: time, event, then the details. */
    static EventLog to(Path file) {
        ObjectMapper json = new ObjectMapper();
        Object oneLineAtATime = new Object();
        return event -> {
            Map<String, String> line = new LinkedHashMap<>();
            line.put("time", event.time().toString());
            line.put("event", event.name());
            line.putAll(event.details());
            try {
                String text = json.writeValueAsString(line) + "\n";
                synchronized (oneLineAtATime) {
                    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            } catch (JsonProcessingException impossible) {
                throw new IllegalStateException("strings always make JSON", impossible);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot write the event log " + file + ": " + e.getMessage(), e);
            }
        };
    }
}
