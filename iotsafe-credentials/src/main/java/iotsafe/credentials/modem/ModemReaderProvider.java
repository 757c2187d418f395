package iotsafe.credentials.modem;

import iotsafe.credentials.apdu.CardReader;
import iotsafe.credentials.apdu.CardReaderProvider;

/** The addresses that begin with {@code modem:}. */
public final class ModemReaderProvider implements CardReaderProvider {
    /** For the service loader. */
    public ModemReaderProvider() {
        // nothing is held
    }

    @Override
    public String scheme() {
        return ModemAddress.SCHEME.substring(0, ModemAddress.SCHEME.length() - 1);
    }

    @Override
    public CardReader at(String address) {
        return ModemReader.at(address);
    }
}
