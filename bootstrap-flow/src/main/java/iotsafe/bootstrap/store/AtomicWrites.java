package iotsafe.bootstrap.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The operations of which an atomic write is made: the new file is written beside the old one, forced to the disk and then renamed.
 *
 * @param beforeEach says before each that changes the disk that it comes, so that a test can cut the power there
 */
record AtomicWrites(Runnable beforeEach) {
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    /** Without anybody who wants to know. */
    static final AtomicWrites USUAL = new AtomicWrites(() -> {});

    /** Writes a file anew, readable for its owner alone, and forces it to the disk. */
    void write(Path file, String text) throws IOException {
        write(file, text, true);
    }

    /** The same; whether it is forced to the disk can be left to the system, which does it in its time. */
    void write(Path file, String text, boolean forced) throws IOException {
        delete(file);
        try (FileChannel channel = FileChannel.open(
                file,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(OWNER_ONLY))) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                beforeEach.run();
                channel.write(bytes);
            }
            if (forced) {
                beforeEach.run();
                channel.force(true);
            }
        }
    }

    /** Takes the place of what is there. */
    void move(Path from, Path to) throws IOException {
        beforeEach.run();
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Takes a file away, if it is there. */
    void delete(Path file) throws IOException {
        beforeEach.run();
        Files.deleteIfExists(file);
    }

    /** A rename lasts only when its folder is on the disk. */
    void force(Path folder) throws IOException {
        beforeEach.run();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
