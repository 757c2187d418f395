package iotsafe.bootstrap.store;

import iotsafe.credentials.CardIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file beside the state, under the same seal.
 *
 * @param folder of the state
 * @param name of the file
 * @param largest in bytes; a larger one is not read
 * @param seal of the state
 * @param card which card that is, if it is known without asking it
 */
record SideFile(Path folder, String name, long largest, StateSeal seal, Supplier<Optional<CardIdentity>> card) {
    private static final Logger LOG = LoggerFactory.getLogger(SideFile.class);

    Path path() {
        return folder.resolve(name);
    }

    /** What stands there, still under the seal; empty if there is no such file. */
    Optional<String> written() throws IOException {
        try {
            if (Files.size(path()) > largest) {
                throw new DamagedStateException("it is larger than " + largest + " bytes");
            }
            return Optional.of(Files.readString(path()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** The text under the seal, or as it is where the state is not sealed. */
    String sealed(String text) throws IOException {
        return seal.seal(text, card.get());
    }

    /** Takes the place of what stands there. */
    void replace(String sealed, boolean forced) throws IOException {
        Path coming = folder.resolve(name + ".new");
        AtomicWrites.USUAL.write(coming, sealed, forced);
        AtomicWrites.USUAL.move(coming, path());
        if (forced) {
            AtomicWrites.USUAL.force(folder);
        }
    }

    void delete() {
        try {
            AtomicWrites.USUAL.delete(path());
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", path(), e.getMessage());
        }
    }
}
