package iotsafe.client;

import iotsafe.client.config.ReaderAddress;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.CardReaderProvider;

/** The addresses that begin with {@code simulator:}, for programs that name their card in {@code java.security} alone. */
public final class SimulatorReaderProvider implements CardReaderProvider {
    /** For the service loader. */
    public SimulatorReaderProvider() {
        // nothing is held
    }

    @Override
    public String scheme() {
        return "simulator";
    }

    @Override
    public CardReader at(String address) {
        if (ReaderAddress.parse(address) instanceof ReaderAddress.Simulator simulator) {
            return new SimulatorReader(simulator.file());
        }
        throw new IllegalArgumentException("a software SIM's address is \"simulator:FILE\"");
    }
}
