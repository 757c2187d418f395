package iotsafe.bootstrap.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who holds it is the one agent that works with a state folder. It ends with its process, however that ends. */
public final class StateLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StateLock.class);

    private final Optional<FileChannel> channel;

    private StateLock(Optional<FileChannel> channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock. A folder that cannot be written is for whoever saves to complain of: then there is nothing to lock.
     *
     * @return empty if another agent holds it
     */
    public static Optional<StateLock> take(Path folder) {
        try {
            Files.createDirectories(folder);
            FileChannel opened =
                    FileChannel.open(file(folder), EnumSet.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
            if (isLocked(opened)) {
                return Optional.of(new StateLock(Optional.of(opened)));
            }
            opened.close();
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("state folder {} cannot be locked: {}", folder, e.getMessage());
            return Optional.of(new StateLock(Optional.empty()));
        }
    }

    /** Whether an agent works with this folder now. */
    public static boolean isTaken(Path folder) {
        try (FileChannel opened = FileChannel.open(file(folder), EnumSet.of(StandardOpenOption.WRITE))) {
            return !isLocked(opened);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            LOG.warn("state folder {} does not say whether it is locked: {}", folder, e.getMessage());
            return false;
        }
    }

    private static Path file(Path folder) {
        return folder.resolve("lock");
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException e) {
            LOG.warn("the lock of the state folder: {}", e.getMessage());
        }
    }
}
