package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardException;
import java.util.function.Function;

/** What the card has said of itself, before a command is sent. Never asked for on a command's behalf: that would cost an exchange. */
final class Declared {
    private Declared() {}

    /** Asks the card, unless it was asked before. Some cards do not say, or say it in a way of their own: nothing depends on it. */
    static Capabilities ask(AppletSession session) throws CardException {
        CardMemory memory = session.memory();
        if (memory.capabilities().isEmpty()) {
            memory.declare(read(session));
        }
        return memory.capabilities().orElse(Capabilities.UNKNOWN);
    }

    private static Capabilities read(AppletSession session) throws CardException {
        try {
            return GetData.application(session)
                    .map(ApplicationData::capabilities)
                    .orElse(Capabilities.UNKNOWN);
        } catch (CardException.Unreadable e) {
            return Capabilities.UNKNOWN;
        }
    }

    /**
     * Refuses a command that the card is known to deny, without an exchange.
     *
     * @param what the command and its object
     */
    static void require(AppletSession session, String what, Function<Capabilities, Capabilities.Offer> offer)
            throws CardException.Refused {
        if (session.memory()
                .capabilities()
                .map(offer)
                .filter(Capabilities.Offer.NO::equals)
                .isPresent()) {
            throw new CardException.Refused(
                    what
                            + ": the card says of itself (GET DATA, application) that it does not offer this; use a card that does, or a way without it");
        }
    }
}
