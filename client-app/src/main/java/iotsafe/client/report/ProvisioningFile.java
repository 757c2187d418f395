package iotsafe.client.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code provisioning.json} in the state folder. It is for people only: the flow never reads it, so a file that is lost or damaged costs a
 * picture and nothing else. It holds sentences of the log, and no secret.
 */
public final class ProvisioningFile {
    private static final Logger LOG = LoggerFactory.getLogger(ProvisioningFile.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FORMAT = 1;
    private static final long LARGEST = 1 << 18;

    private final Path file;

    /** In the state folder. */
    public ProvisioningFile(Path folder) {
        this.file = folder.resolve("provisioning.json");
    }

    /** Writes it, for its owner alone; what cannot be written is a line in the log. */
    public void write(Provisioning provisioning) {
        try {
            Path coming = Files.createTempFile(
                    file.toAbsolutePath().getParent(),
                    "provisioning",
                    ".new",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            try {
                Files.write(coming, JSON.writeValueAsBytes(json(provisioning)));
                Files.move(coming, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(coming);
            }
        } catch (IOException e) {
            LOG.warn("{} cannot be written, so there is nothing to report: {}", file, e.getMessage());
        }
    }

    /** Reads it; empty if there is none that can be read. */
    public Optional<Provisioning> read() {
        try {
            if (Files.size(file) > LARGEST) {
                throw new IOException("it is larger than " + LARGEST + " bytes");
            }
            return Optional.of(provisioning(JSON.readTree(Files.readAllBytes(file))));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException | DateTimeException e) {
            LOG.warn("{} cannot be read: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static ObjectNode json(Provisioning provisioning) {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT).put("leftOut", provisioning.leftOut());
        for (ProvisioningStep step : provisioning.steps()) {
            json.withArray("steps")
                    .addObject()
                    .put("end", step.end().toString())
                    .put("state", step.state())
                    .put("sentence", step.sentence())
                    .put("failed", step.failed())
                    .put("milliseconds", step.took().toMillis())
                    .put("exchanges", step.exchanges())
                    .put("recordsSent", step.recordsSent())
                    .put("recordsReceived", step.recordsReceived());
        }
        return json;
    }

    private static Provisioning provisioning(JsonNode json) throws IOException {
        if (json.path("format").asInt() != FORMAT) {
            throw new IOException("its format is not " + FORMAT);
        }
        List<ProvisioningStep> steps = new ArrayList<>();
        for (JsonNode step : json.path("steps")) {
            steps.add(new ProvisioningStep(
                    Instant.parse(step.path("end").asText()),
                    step.path("state").asText(),
                    step.path("sentence").asText(),
                    step.path("failed").asBoolean(),
                    Duration.ofMillis(Math.max(0, step.path("milliseconds").asLong())),
                    step.path("exchanges").asLong(),
                    step.path("recordsSent").asLong(),
                    step.path("recordsReceived").asLong()));
        }
        return new Provisioning(steps, json.path("leftOut").asLong());
    }
}
