package iotsafe.client.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.stream.Stream;

/** A private folder and what runs in it; at the end all of it goes, the last first. */
public final class Stage implements AutoCloseable {
    private final Path folder;
    private final Deque<Program> open = new ArrayDeque<>();
    private int folders;

    /** With a folder of its own. */
    public Stage() throws IOException {
        folder = Files.createTempDirectory("iotsafe-e2e");
    }

    /** A new empty folder. */
    public synchronized Path newFolder() throws IOException {
        folders++;
        return Files.createDirectory(folder.resolve("folder-" + folders));
    }

    /** Closes this at the end. */
    Program keep(Program one) {
        open.push(one);
        return one;
    }

    @Override
    public void close() throws IOException {
        while (!open.isEmpty()) {
            open.pop().close();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
        }
    }
}
