package iotsafe.credentials.dtls;

import iotsafe.credentials.CardException;

/** A handshake was broken off because the card derived no master secret; unchecked, for Scandium's seam throws nothing else. */
public final class PskFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final CardException card;

    PskFailedException(CardException card) {
        super(card.getMessage(), card);
        this.card = card;
    }

    /** What the card said, or that it said nothing. */
    public CardException card() {
        return card;
    }
}
