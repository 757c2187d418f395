package iotsafe.credentials.pcsc;

import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.CardReaderProvider;

/** The addresses that begin with {@code pcsc:}. */
public final class PcscReaderProvider implements CardReaderProvider {
    /** For the service loader. */
    public PcscReaderProvider() {
        // nothing is held
    }

    @Override
    public String scheme() {
        return PcscReader.SCHEME.substring(0, PcscReader.SCHEME.length() - 1);
    }

    @Override
    public CardReader at(String address) {
        return PcscReader.at(address);
    }
}
