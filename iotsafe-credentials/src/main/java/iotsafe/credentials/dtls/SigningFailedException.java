package iotsafe.credentials.dtls;

import iotsafe.credentials.CardException;
import java.io.IOException;

/** A handshake was broken off because the card gave no signature; nothing was sent in its place. */
public final class SigningFailedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final CardException card;

    SigningFailedException(CardException card) {
        super(card.getMessage(), card);
        this.card = card;
    }

    /** What the card said, or that it said nothing. */
    public CardException card() {
        return card;
    }
}
