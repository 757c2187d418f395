package iotsafe.credentials.pcsc;

import iotsafe.credentials.apdu.CardConnection;
import iotsafe.credentials.apdu.CardReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;
import org.jspecify.annotations.Nullable;

/**
 * A PC/SC reader by its address: {@code pcsc:} for whichever reader's card has the applet, {@code pcsc:NAME} for one, {@code pcsc:GLOB}
 * with {@code *} and {@code ?} for some.
 */
public final class PcscReader implements CardReader {
    /** What every address begins with. */
    public static final String SCHEME = "pcsc:";

    private final String wanted;

    private PcscReader(String wanted) {
        this.wanted = wanted;
    }

    /**
     * The reader, or readers, at an address.
     *
     * @throws IllegalArgumentException if it does not begin with {@code pcsc:}
     */
    public static PcscReader at(String address) {
        if (!address.startsWith(SCHEME)) {
            throw new IllegalArgumentException("a PC/SC reader's address is \"pcsc:\" or \"pcsc:NAME\"");
        }
        return new PcscReader(address.substring(SCHEME.length()));
    }

    /** Connects to the card in the first of the readers that holds one. */
    @Override
    public CardConnection open() throws IOException {
        return candidates().get(0).open();
    }

    /** The readers of this address that hold a card, in the service's order. */
    @Override
    public List<CardReader> candidates() throws IOException {
        List<CardReader> holding = new ArrayList<>();
        List<CardTerminal> readers = matching();
        @Nullable IOException failed = null;
        for (CardTerminal reader : readers) {
            try {
                if (isCardIn(reader)) {
                    holding.add(() -> PcscConnection.to(reader));
                }
            } catch (IOException e) {
                failed = e; // one that was unplugged this moment must not hide the others
            }
        }
        if (holding.isEmpty()) {
            if (failed != null) {
                throw failed;
            }
            throw new IOException("no card in %s: insert the SIM".formatted(quoted(readers)));
        }
        return holding;
    }

    @Override
    public String place() {
        return wanted.isEmpty() ? "the PC/SC reader" : "reader \"" + wanted + "\"";
    }

    @Override
    public String remedy() {
        return "take the card out and put it back, stop a program that holds it for itself, or restart the reader service (systemctl restart pcscd)";
    }

    private List<CardTerminal> matching() throws IOException {
        List<CardTerminal> all = PcscService.terminals();
        if (all.isEmpty()) {
            throw new IOException("no PC/SC reader is connected: plug one in, or set card.reader to another way");
        }
        List<CardTerminal> fitting = all.stream()
                .filter(reader -> wanted.isEmpty() || reader.getName().equals(wanted))
                .toList();
        if (fitting.isEmpty()) {
            Pattern glob = glob(wanted);
            fitting = all.stream()
                    .filter(reader -> glob.matcher(reader.getName()).matches())
                    .toList();
        }
        if (fitting.isEmpty()) {
            throw new IOException("no reader is called \"%s\"; there is %s".formatted(wanted, quoted(all)));
        }
        return fitting;
    }

    private static boolean isCardIn(CardTerminal reader) throws IOException {
        try {
            return reader.isCardPresent();
        } catch (CardException e) {
            throw new IOException(
                    "reader \"%s\" does not say whether a card is in it (%s): see whether it is plugged in and pcscd runs"
                            .formatted(reader.getName(), PcscService.reason(e)),
                    e);
        }
    }

    private static String quoted(List<CardTerminal> readers) {
        return readers.stream()
                .map(reader -> "reader \"" + reader.getName() + "\"")
                .collect(Collectors.joining(", "));
    }

    private static Pattern glob(String text) {
        String pattern = text.chars()
                .mapToObj(c -> c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(Character.toString(c)))
                .collect(Collectors.joining());
        return Pattern.compile(pattern, Pattern.DOTALL);
    }
}
