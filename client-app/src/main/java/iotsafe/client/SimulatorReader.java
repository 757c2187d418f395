package iotsafe.client;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.sim.SoftwareSim;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A card in software, its memory in a file; read again at each opening, as a card is that was taken out and put back. */
record SimulatorReader(Path memory) implements CardReader {
    @Override
    public CardConnection open() throws IOException {
        return new Opened("simulator " + memory, SoftwareSim.open(memory));
    }

    private record Opened(String name, SoftwareSim sim) implements CardConnection {
        @Override
        public byte[] exchange(byte[] command) {
            return sim.process(command);
        }

        @Override
        public Optional<Bytes> atr() {
            return Optional.of(Bytes.of(sim.atr()));
        }

        @Override
        public void close() {
            // its memory was written before each answer that said so
        }
    }
}
