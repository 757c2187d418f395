package iotsafe.credentials.pcsc;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Deadlines;
import iotsafe.credentials.apdu.SingleOwner;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.smartcardio.Card;
import javax.smartcardio.CardException;
import javax.smartcardio.CardTerminal;

/** What the reader service has, for a person who looks for the right address. */
public final class PcscReaders {
    private PcscReaders() {}

    /**
     * One reader.
     *
     * @param name to be written after {@code pcsc:}
     * @param cardPresent whether a card is in it
     * @param atr the card's answer to reset, 2 to 33 bytes; empty without a card, or if it does not wake up
     */
    public record Slot(String name, boolean cardPresent, Optional<Bytes> atr) {}

    /**
     * All readers, in the service's order. Not to be called while this program has a session with one of the cards: Java would end it.
     *
     * @throws IOException if the service cannot be reached, or is silent; the message says what to do
     */
    public static List<Slot> list() throws IOException {
        return SingleOwner.callOnce(
                Deadlines.USUAL.ofReader(),
                "the PC/SC service",
                "restart it (systemctl restart pcscd)",
                PcscReaders::slots);
    }

    private static List<Slot> slots() throws IOException {
        List<Slot> slots = new ArrayList<>();
        for (CardTerminal reader : PcscService.terminals()) {
            slots.add(slot(reader));
        }
        return List.copyOf(slots);
    }

    private static Slot slot(CardTerminal reader) throws IOException {
        try {
            boolean present = reader.isCardPresent();
            return new Slot(reader.getName(), present, present ? atr(reader) : Optional.empty());
        } catch (CardException e) {
            throw new IOException("reader \"%s\": %s".formatted(reader.getName(), PcscService.reason(e)), e);
        }
    }

    private static Optional<Bytes> atr(CardTerminal reader) {
        try {
            Card card = reader.connect("*");
            Bytes atr = Bytes.of(card.getATR().getBytes());
            card.disconnect(false);
            return Optional.of(atr);
        } catch (CardException | IllegalStateException e) {
            return Optional.empty();
        }
    }
}
