package iotsafe.credentials.apdu;

import java.io.IOException;
import java.util.List;

/**
 * A place where a card can be: a PC/SC reader, a modem, a card in software. A lambda is one:
 * {@code () -> CardConnection.over("the test card", card::process)}.
 */
@FunctionalInterface
public interface CardReader {
    /**
     * Reaches the card as it is now. Called again after every failure, so that a reader service, a modem or a card that went away can come back.
     *
     * @throws IOException if no card can be reached; the message is a sentence that says where and what to do
     */
    CardConnection open() throws IOException;

    /**
     * The readers to try in turn until one holds a card with the applet; a name that fits several readers gives them all.
     *
     * @return at least one
     * @throws IOException if there is none; the message is a sentence that says what to do
     */
    default List<CardReader> candidates() throws IOException {
        return List.of(this);
    }

    /** How messages call this place before a card is reached there: {@code modem /dev/ttyUSB2}. */
    default String place() {
        return "the card reader";
    }

    /** What a person can do when it is silent, for the end of a sentence. */
    default String remedy() {
        return "take the card out and put it back";
    }
}
