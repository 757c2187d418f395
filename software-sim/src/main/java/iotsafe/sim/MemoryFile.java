package iotsafe.sim;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The file of a card's memory: JSON, replaced as a whole so that a power cut leaves the old or the new one. */
final class MemoryFile {
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(SerializationFeature.INDENT_OUTPUT);

    private MemoryFile() {}

    static SimMemory read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file; create a software SIM there first", e);
        }
        try {
            JsonNode root = JSON.readTree(bytes);
            return MemoryJson.read(root);
        } catch (JacksonException e) {
            throw new IOException(
                    file + ": not a software SIM: it is not JSON, or was cut short; restore or create it anew", e);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + ": not a software SIM: " + e.getMessage(), e);
        }
    }

    static void write(Path file, SimMemory memory) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + ": is a directory, not a file");
        }
        Path temporary = Files.createTempFile(directory, file.getFileName() + ".", ".tmp"); // mode 0600
        try {
            try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                ByteBuffer json =
                        ByteBuffer.wrap(JSON.writeValueAsBytes(MemoryJson.write(JSON.createObjectNode(), memory)));
                while (json.hasRemaining()) {
                    channel.write(json);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true); // the rename itself
        }
    }
}
