package iotsafe.client;

import iotsafe.bootstrap.StateException;
import iotsafe.bootstrap.store.StateFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Factory Reset (/3/0/5): the accounts and the certificate are forgotten, the keys on the SIM stay, and the agent starts anew. */
final class FactoryReset implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(FactoryReset.class);

    private final StateFile state;
    private final Runnable restart;

    FactoryReset(StateFile state, Runnable restart) {
        this.state = state;
        this.restart = restart;
    }

    @Override
    public void run() {
        try {
            state.delete();
            restart.run();
        } catch (StateException e) {
            LOG.error("factory reset was not done: {}", e.getMessage());
        }
    }
}
