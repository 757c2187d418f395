package iotsafe.bootstrap.store;

import iotsafe.bootstrap.SessionMemory;
import iotsafe.credentials.CardIdentity;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DTLS session with the flow's own server as a file of the state folder, {@code dtls-session}, and those with others beside it. It is there only where the state is sealed to the card: a session is as
 * good as a key while it lasts, and a key at rest is of use to nobody without the card. It is not forced to the disk: what a power failure
 * leaves of it is told from a whole one by the seal.
 */
public final class SessionFile implements SessionMemory {
    private static final Logger LOG = LoggerFactory.getLogger(SessionFile.class);
    private static final long LARGEST = 1 << 16;
    /** Taken away with the state. */
    static final String NAME = "dtls-session";

    private final SideFile file;

    private SessionFile(SideFile file) {
        this.file = file;
    }

    /**
     * In the state folder.
     *
     * @param seal of the state
     * @param card which card that is, if it is known without asking it
     */
    public SessionFile(Path folder, StateSeal seal, Supplier<Optional<CardIdentity>> card) {
        this(new SideFile(folder, NAME, LARGEST, seal, card));
    }

    /** {@code dtls-session-ID}. */
    @Override
    public SessionMemory of(int shortServerId) {
        return new SessionFile(
                new SideFile(file.folder(), NAME + "-" + shortServerId, LARGEST, file.seal(), file.card()));
    }

    /** All of them in this folder, of whichever server. */
    static List<Path> all(Path folder) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, NAME + "*")) {
            List<Path> all = new ArrayList<>();
            files.forEach(all::add);
            return all;
        } catch (IOException | DirectoryIteratorException e) {
            return List.of(); // whoever cannot list the folder is told so by the state in it
        }
    }

    @Override
    public Optional<String> read() {
        try {
            Optional<String> written = file.written();
            if (written.isEmpty()) {
                return Optional.empty();
            }
            if (!SealedText.isSealed(written.get())) {
                throw new DamagedStateException("it is not sealed");
            }
            return Optional.of(file.seal().open(written.get()));
        } catch (IOException e) {
            LOG.info("{} is not used, the next handshake is a full one: {}", file.path(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public void write(String session) {
        try {
            String sealed = file.sealed(session);
            if (SealedText.isSealed(sealed)) {
                file.replace(sealed, false);
            } else {
                file.delete();
            }
        } catch (IOException e) {
            LOG.info("{} is not written, the handshake after a restart is a full one: {}", file.path(), e.getMessage());
        }
    }

    @Override
    public void delete() {
        file.delete();
    }
}
