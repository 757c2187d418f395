package iotsafe.credentials.jca;

import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.CardReaderProvider;
import iotsafe.sim.SoftwareSim;
import java.nio.file.Path;

/** {@code testsim:FILE}: the software SIM, its memory read from a file that another JVM may have written. */
public final class TestSimProvider implements CardReaderProvider {
    static final String SCHEME = "testsim";

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public CardReader at(String address) {
        Path file = Path.of(address.substring(SCHEME.length() + 1));
        return () -> CardConnection.over("the software SIM", SoftwareSim.open(file)::process);
    }
}
