package iotsafe.client.firmware;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder of a firmware update: what is known of it, the package as far as it has come, and the image that was found in it. */
final class PackageStore {
    /** A file that is longer than its last multiple of this may end in what never reached the disk. */
    static final long CHECKPOINT = 1 << 16;

    private static final Logger LOG = LoggerFactory.getLogger(PackageStore.class);
    private static final int LARGEST_RECORD = 1 << 16;

    private final Path folder;
    private final Path record;
    private final Path part;
    private final Path image;

    PackageStore(Path folder) {
        this.folder = folder;
        this.record = folder.resolve("update");
        this.part = folder.resolve("package");
        this.image = folder.resolve("image");
    }

    /** What was saved; what cannot be read is as if nothing was. */
    UpdateRecord load() {
        try (InputStream in = Files.newInputStream(record)) {
            String text = new String(in.readNBytes(LARGEST_RECORD), StandardCharsets.UTF_8);
            return UpdateRecord.of(text).orElseGet(() -> {
                LOG.error("{} is damaged: the firmware update that it told of is forgotten", record);
                return UpdateRecord.NONE;
            });
        } catch (IOException e) {
            LOG.debug("{}: no firmware update was under way", record);
            return UpdateRecord.NONE;
        }
    }

    /** Written beside, forced to the disk, renamed: whole at any moment. */
    void save(UpdateRecord update) throws IOException {
        createFolder();
        Path coming = folder.resolve("update.new");
        Files.deleteIfExists(coming);
        try (FileChannel channel = create(coming)) {
            ByteBuffer bytes = StandardCharsets.UTF_8.encode(update.text());
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        Files.move(coming, record, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    /** The package as far as it has come. */
    Path part() {
        return part;
    }

    /** What is to be installed, once it has been found in the package. */
    Path image() {
        return image;
    }

    boolean hasImage() {
        return Files.isRegularFile(image);
    }

    /** How much of the package is surely on the disk. */
    long received() {
        try {
            return Files.size(part) / CHECKPOINT * CHECKPOINT;
        } catch (IOException e) {
            return 0;
        }
    }

    /** To write the package. */
    FileChannel openPart() throws IOException {
        createFolder();
        return open(part, StandardOpenOption.CREATE);
    }

    /** To write the image, a new one. */
    FileChannel createImage() throws IOException {
        Files.deleteIfExists(image);
        return create(image);
    }

    /** A package that is not signed is the image itself. */
    void takePartForImage() throws IOException {
        Files.move(part, image, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        forceFolder();
    }

    /** How many bytes the disk has left for the agent. */
    Optional<Long> room() {
        try {
            return Optional.of(Files.getFileStore(folder).getUsableSpace());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    void deletePart() {
        delete(part);
    }

    void deleteImage() {
        delete(image);
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted ({}); its room is lost until somebody does", file, e.getMessage());
        }
    }

    private void createFolder() throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    private static FileChannel create(Path file) throws IOException {
        return open(file, StandardOpenOption.CREATE_NEW);
    }

    private static FileChannel open(Path file, StandardOpenOption how) throws IOException {
        return FileChannel.open(
                file,
                EnumSet.of(how, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    /** A rename lasts only when its folder is on the disk. */
    private void forceFolder() throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
