package iotsafe.credentials.apdu;

import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds the reader that an address names, among all ways to reach a card that are on the class path. */
public final class CardReaders {
    private CardReaders() {}

    /**
     * The reader at an address such as {@code pcsc:}; nothing is opened yet.
     *
     * @throws IllegalArgumentException if no way to a card has this scheme, or its own address is wrong; the message is a sentence for the
     *     person who wrote it
     */
    public static CardReader at(String address) {
        // by the class loader of this module: a tool such as keytool loads it beside its own class path
        List<CardReaderProvider> known =
                ServiceLoader.load(CardReaderProvider.class, CardReaderProvider.class.getClassLoader()).stream()
                        .map(ServiceLoader.Provider::get)
                        .toList();
        return known.stream()
                .filter(way -> address.startsWith(way.scheme() + ":"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no way to a card begins as \"%s\" does; there is %s"
                        .formatted(
                                address,
                                known.stream()
                                        .map(way -> "\"" + way.scheme() + ":\"")
                                        .sorted()
                                        .collect(Collectors.joining(", ")))))
                .at(address);
    }
}
