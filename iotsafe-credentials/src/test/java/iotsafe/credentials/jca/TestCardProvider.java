package iotsafe.credentials.jca;

import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.CardReaderProvider;
import java.nio.file.Path;

/** {@code testcard:FILE}: a card in memory, its content read from a file that another JVM may have written. */
public final class TestCardProvider implements CardReaderProvider {
    static final String SCHEME = "testcard";

    @Override
    public String scheme() {
        return SCHEME;
    }

    @Override
    public CardReader at(String address) {
        Path file = Path.of(address.substring(SCHEME.length() + 1));
        return () -> CardConnection.over("the test card", TestCard.read(file));
    }
}
