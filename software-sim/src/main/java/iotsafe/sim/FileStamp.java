package iotsafe.sim;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Notices that another program has replaced a file, so that its change is not silently lost under ours. */
final class FileStamp {
    private final Path file;
    private List<@Nullable Object> known = List.of();

    FileStamp(Path file) {
        this.file = file;
    }

    void renew() throws IOException {
        known = stamp();
    }

    void requireUnchanged() throws IOException {
        if (!stamp().equals(known)) {
            throw new IOException(file + ": was changed by another program while this card was open; open it again");
        }
    }

    /** Each save makes a new file, with an identity of its own; where there is none, time and size must do. */
    private List<@Nullable Object> stamp() throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return Arrays.asList(attributes.fileKey(), attributes.lastModifiedTime(), attributes.size());
    }
}
