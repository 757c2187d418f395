package iotsafe.bootstrap.store;

import iotsafe.bootstrap.SessionMemory;
import iotsafe.credentials.CardIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The DTLS session as a file of the state folder, {@code dtls-session}. It is there only where the state is sealed to the card: a session is as
 * good as a key while it lasts, and a key at rest is of use to nobody without the card. It is not forced to the disk: what a power failure
 * leaves of it is told from a whole one by the seal.
 */
public final class SessionFile implements SessionMemory {
    private static final Logger LOG = LoggerFactory.getLogger(SessionFile.class);
    private static final long LARGEST = 1 << 16;
    /** Taken away with the state. */
    static final String NAME = "dtls-session";

    private final SideFile file;

    /**
     * In the state folder.
     *
     * @param seal of the state
     * @param card which card that is, if it is known without asking it
     */
    public SessionFile(Path folder, StateSeal seal, Supplier<Optional<CardIdentity>> card) {
        this.file = new SideFile(folder, NAME, LARGEST, seal, card);
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
