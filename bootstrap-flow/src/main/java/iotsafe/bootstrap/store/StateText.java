package iotsafe.bootstrap.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import iotsafe.bootstrap.Memory;
import iotsafe.credentials.CardException;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.time.DateTimeException;
import org.jspecify.annotations.Nullable;

/**
 * The state as text: one line {@code iotsafe-agent-state VERSION DIGEST}, then JSON. The digest is SHA-256 over version and JSON. Version 4 has
 * what is on the way, any silence that servers want and the card's file beside what is in force; version 3, with the silence of one server,
 * version 2, without any and without the file, and version 1, which had the state in force alone, can still be read.
 */
final class StateText {
    private static final String MARK = "iotsafe-agent-state";
    private static final int VERSION = 4;
    private static final int OF_ONE_SERVER = 3;
    private static final int WITHOUT_SILENCE = 2;
    private static final int IN_FORCE_ALONE = 1;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .build();

    private StateText() {}

    static String of(Memory memory) {
        try {
            return ofVersion(VERSION, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(Written.of(memory)));
        } catch (JsonProcessingException | CertificateEncodingException e) {
            throw new IllegalStateException("a state that cannot be written down", e);
        }
    }

    /** A text of any version: what a newer agent writes looks like this too. */
    static String ofVersion(int version, String body) {
        return new DigestedText(String.valueOf(version), body).print(MARK);
    }

    /**
     * Reads what {@link #of} wrote, now or in an older version.
     *
     * @throws DamagedStateException if it is something else
     * @throws IOException if a newer agent wrote it
     */
    static Memory read(String text) throws IOException {
        DigestedText read = DigestedText.read(MARK, text);
        String body = read.body();
        try {
            if (read.version().equals(String.valueOf(VERSION))) {
                return present(JSON.readValue(body, Written.class)).memory();
            }
            if (read.version().equals(String.valueOf(OF_ONE_SERVER))) {
                return present(JSON.readValue(body, Written.OfVersion3.class))
                        .written()
                        .memory();
            }
            if (read.version().equals(String.valueOf(WITHOUT_SILENCE))) {
                return present(JSON.readValue(body, Written.OfVersion2.class))
                        .written()
                        .memory();
            }
            if (read.version().equals(String.valueOf(IN_FORCE_ALONE))) {
                return Memory.of(
                        present(JSON.readValue(body, Written.OfVersion1.class)).state());
            }
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException | CardException e) {
            throw new DamagedStateException(String.valueOf(e.getMessage()));
        }
        throw new IOException("its version is %s, this agent knows %d".formatted(read.version(), VERSION));
    }

    private static <T> T present(@Nullable T read) throws DamagedStateException {
        if (read == null) {
            throw new DamagedStateException("it says null");
        }
        return read;
    }
}
