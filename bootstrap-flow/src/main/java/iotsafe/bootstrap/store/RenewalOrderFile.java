package iotsafe.bootstrap.store;

import iotsafe.bootstrap.RenewalOrders;
import iotsafe.bootstrap.StateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An order to renew, from one process to another: a file in the state folder, which the agent takes away. */
public final class RenewalOrderFile implements RenewalOrders {
    private static final Logger LOG = LoggerFactory.getLogger(RenewalOrderFile.class);

    private final Path file;

    /** In {@code folder}, where the state is. */
    public RenewalOrderFile(Path folder) {
        this.file = folder.resolve("renew-now");
    }

    /** Orders it. */
    public void place() throws StateException {
        try {
            Files.write(file, new byte[0]);
        } catch (IOException e) {
            throw new StateException(
                    "%s cannot be written (%s); run this as the agent's user".formatted(file, e.getMessage()), e);
        }
    }

    @Override
    public boolean take() {
        try {
            return Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be taken away, so that it is not obeyed: {}", file, e.getMessage());
            return false;
        }
    }
}
