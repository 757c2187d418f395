package iotsafe.client.objects;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;

/** A regular file, also one of the kernel's: a pipe or a device could keep the reader waiting for ever. */
record FileSource(Path file) implements ResourceSource {
    private static final int LARGEST_VALUE = 1 << 16;

    @Override
    public boolean isReadable() {
        return true;
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public boolean isExecutable() {
        return false;
    }

    @Override
    public byte[] read() throws SourceException {
        requireRegular();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(LARGEST_VALUE + 1);
            if (content.length > LARGEST_VALUE) {
                throw new SourceException("%s holds more than %d bytes".formatted(file, LARGEST_VALUE));
            }
            return content;
        } catch (IOException e) {
            throw new SourceException("%s cannot be read (%s)".formatted(file, reason(e)), e);
        }
    }

    /** The value that was there is lost neither by a disk that is full nor by a power failure, and the new one is on the disk at the end. */
    @Override
    public void write(byte[] value) throws SourceException {
        if (Files.exists(file)) {
            requireRegular();
        }
        try {
            Path target = Files.exists(file) ? file.toRealPath() : file;
            if (!isReplaced(target, value)) {
                Files.write(target, value);
            }
        } catch (IOException e) {
            throw new SourceException("%s cannot be written (%s)".formatted(file, reason(e)), e);
        }
    }

    /** False where nothing can be put beside it, as among the kernel's files, or in its place, as where it is mounted; it is then as it was. */
    private static boolean isReplaced(Path target, byte[] value) throws IOException {
        Path coming = target.resolveSibling("." + target.getFileName() + ".iotsafe-new");
        try {
            writeForced(coming, value);
            return isMoved(coming, target);
        } catch (AccessDeniedException | NoSuchFileException e) {
            return false;
        } finally {
            Files.deleteIfExists(coming);
        }
    }

    /** Whoever may use the one may use the other. */
    private static boolean isMoved(Path coming, Path target) throws IOException {
        try {
            if (Files.exists(target)) {
                Files.setPosixFilePermissions(coming, Files.getPosixFilePermissions(target));
                Files.setOwner(coming, Files.getOwner(target));
            }
            Files.move(coming, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (FileSystemException e) {
            return false;
        }
        try (FileChannel folder = FileChannel.open(target.resolveSibling("."), StandardOpenOption.READ)) {
            folder.force(true); // a rename lasts only when its folder is on the disk
        }
        return true;
    }

    private static void writeForced(Path coming, byte[] value) throws IOException {
        try (FileChannel channel = FileChannel.open(
                coming,
                EnumSet.of(
                        StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE))) {
            ByteBuffer bytes = ByteBuffer.wrap(value);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    @Override
    public void execute(String arguments) throws SourceException {
        throw new SourceException("it is a file");
    }

    /** In the file system's words; the sentence around it names the file already. */
    private static String reason(IOException e) {
        return e instanceof FileSystemException system && system.getReason() != null
                ? system.getReason()
                : String.valueOf(e.getMessage());
    }

    private void requireRegular() throws SourceException {
        if (!Files.isRegularFile(file)) {
            throw new SourceException("%s is not there, or is no file".formatted(file));
        }
    }
}
