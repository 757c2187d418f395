package iotsafe.bootstrap.store;

import iotsafe.bootstrap.ServerMemory;
import iotsafe.credentials.CardIdentity;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file of the state folder for what servers have asked of the device, sealed where the state is: {@code registrations} and
 * {@code attributes}. A power failure leaves the old one or the new one. A damaged one is not used, and is overwritten by the next.
 */
public final class ServerFile implements ServerMemory {
    private static final Logger LOG = LoggerFactory.getLogger(ServerFile.class);
    private static final long LARGEST = 1 << 22;
    private static final String VERSION = "1";
    /** Taken away with the state. */
    static final String REGISTRATIONS = "registrations";
    /** As above. */
    static final String ATTRIBUTES = "attributes";

    private final SideFile file;
    private final String mark;

    private ServerFile(Path folder, String name, StateSeal seal, Supplier<Optional<CardIdentity>> card) {
        this.file = new SideFile(folder, name, LARGEST, seal, card);
        this.mark = "iotsafe-agent-" + name;
    }

    /**
     * For registrations and their observations.
     *
     * @param folder of the state
     * @param seal of the state
     * @param card which card that is, if it is known without asking it
     */
    public static ServerFile registrations(Path folder, StateSeal seal, Supplier<Optional<CardIdentity>> card) {
        return new ServerFile(folder, REGISTRATIONS, seal, card);
    }

    /** For written attributes, with the same parameters. */
    public static ServerFile attributes(Path folder, StateSeal seal, Supplier<Optional<CardIdentity>> card) {
        return new ServerFile(folder, ATTRIBUTES, seal, card);
    }

    @Override
    public Optional<String> read() {
        try {
            Optional<String> written = file.written();
            if (written.isEmpty()) {
                return Optional.empty();
            }
            DigestedText text = DigestedText.read(mark, file.seal().open(written.get()));
            if (!text.version().equals(VERSION)) {
                throw new IOException("its version is %s, this agent knows %s".formatted(text.version(), VERSION));
            }
            return Optional.of(text.body());
        } catch (IOException e) {
            LOG.warn("{} is not used, as if it were not there: {}", file.path(), e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public boolean write(String text) {
        try {
            String sealed = file.sealed(new DigestedText(VERSION, text).print(mark));
            if (sealed.length() > LARGEST) {
                throw new IOException("it would be larger than " + LARGEST + " bytes");
            }
            file.replace(sealed, true);
            return true;
        } catch (IOException e) {
            LOG.error(
                    "{} cannot be written, what servers asked for now is lost at the next start: {}",
                    file.path(),
                    e instanceof FileSystemException ? StateFile.reason(e) : e.getMessage());
            return false;
        }
    }

    @Override
    public void delete() {
        file.delete();
    }
}
