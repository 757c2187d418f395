package iotsafe.client.config;

import iotsafe.credentials.modem.ModemAddress;
import iotsafe.credentials.pkcs11.TokenAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the card is: the value of {@code card.reader}. */
public sealed interface ReaderAddress {
    /**
     * Reads {@code pcsc:}, {@code pcsc:NAME-OR-GLOB}, {@code modem:PORT} with its settings,
     * {@code pkcs11:LIBRARY?token=LABEL&pin-file=FILE} or {@code simulator:FILE}; {@link Object#toString()} of the result gives the
     * same address, defaults left out.
     *
     * @throws IllegalArgumentException if it is none of these; the message is a sentence for the person who wrote it,
     *     without the address itself
     */
    static ReaderAddress parse(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? text : text.substring(0, colon);
        String rest = text.substring(colon + 1);
        if (colon >= 0 && scheme.equals(Pcsc.SCHEME)) {
            return new Pcsc(given(rest));
        }
        if (colon >= 0 && scheme.equals(Modem.SCHEME)) {
            return new Modem(modem(text));
        }
        if (colon >= 0 && scheme.equals(Simulator.SCHEME)) {
            return new Simulator(given(rest)
                    .map(Values::path)
                    .orElseThrow(() -> new BadValueException(
                            "after \"simulator:\" comes the file of the SIM's memory",
                            "the software SIM's own command \"create\" makes one; ./demo shows the whole way")));
        }
        if (colon >= 0 && scheme.equals(Pkcs11.SCHEME)) {
            return new Pkcs11(TokenAddresses.parse(text));
        }
        throw new BadValueException(
                "it starts with \"pcsc:\", \"modem:\", \"pkcs11:\" or \"simulator:\"", hint(scheme));
    }

    /** An address as it may be shown, whatever was written: should a PIN stand in it, its place is taken by asterisks. */
    static String withoutPin(String text) {
        return PinMask.over(text);
    }

    private static Optional<String> given(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private static ModemAddress modem(String text) {
        try {
            return ModemAddress.parse(text);
        } catch (IllegalArgumentException e) {
            throw new BadValueException(
                    String.valueOf(e.getMessage()), "for example modem:/dev/ttyUSB2?baud=115200&access=auto");
        }
    }

    private static String hint(String scheme) {
        return Suggestion.of(scheme, List.of(Pcsc.SCHEME, Modem.SCHEME, Pkcs11.SCHEME, Simulator.SCHEME))
                .map(word -> Suggestion.didYouMean(word + ":"))
                .orElse(
                        "\"pcsc:\" takes the first reader whose card has the applet, \"modem:/dev/ttyUSB2\" the SIM in a modem, \"simulator:FILE\" is the built-in software SIM");
    }

    /**
     * A reader of the PC/SC service.
     *
     * @param glob the reader's name, {@code *} and {@code ?} standing for any characters and any one; empty for the first
     *     reader whose card has the applet
     */
    record Pcsc(Optional<String> glob) implements ReaderAddress {
        private static final String SCHEME = "pcsc";

        /** Refuses an empty name. */
        public Pcsc {
            if (glob.isPresent() && glob.get().isBlank()) {
                throw new IllegalArgumentException("the name of the reader is blank");
            }
        }

        @Override
        public String toString() {
            return SCHEME + ":" + glob.orElse("");
        }
    }

    /**
     * The SIM in a cellular modem.
     *
     * @param at its AT port, baud rate and access
     */
    record Modem(ModemAddress at) implements ReaderAddress {
        private static final String SCHEME = "modem";

        @Override
        public String toString() {
            return at.toString();
        }
    }

    /**
     * The built-in software SIM, which protects nothing.
     *
     * @param file keeps its memory
     */
    record Simulator(Path file) implements ReaderAddress {
        private static final String SCHEME = "simulator";

        @Override
        public String toString() {
            return SCHEME + ":" + file;
        }
    }

    /**
     * A token with a PKCS#11 library, in the place of the applet.
     *
     * @param address the library, which of its tokens, and where the PIN comes from
     */
    record Pkcs11(TokenAddress address) implements ReaderAddress {
        private static final String SCHEME = "pkcs11";

        @Override
        public String toString() {
            return address.toString();
        }
    }
}
