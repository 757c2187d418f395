package iotsafe.credentials.dtls;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CredentialUri;
import iotsafe.credentials.SecureElement;
import org.eclipse.californium.scandium.dtls.pskstore.PskStore;
import org.jspecify.annotations.Nullable;

/** The pre-shared keys of one card. What the card can do with them is found out once, before the first handshake. */
public final class CardPsks {
    private final SecureElement card;
    private final Inquiry inquiry;
    private @Nullable PskAbility ability;

    private CardPsks(SecureElement card, Inquiry inquiry) {
        this.card = card;
        this.inquiry = inquiry;
    }

    @FunctionalInterface
    private interface Inquiry {
        PskAbility about(CredentialUri.OnCard key) throws CardException;
    }

    /** Whose containers hold keys, the usual reading; whether ECDHE_PSK can be offered is tried on the key to be used. */
    public static CardPsks usual(SecureElement card) {
        return new CardPsks(card, key -> PskAbility.tryOut(card, key));
    }

    /** Whose containers hold what somebody knows they hold. */
    public static CardPsks of(SecureElement card, PskForm form) {
        return form == PskForm.KEY ? usual(card) : new CardPsks(card, key -> new PskAbility(PskForm.PRE_MASTER, false));
    }

    /**
     * That are what a container with a known key shows.
     *
     * @param test a secret container that holds the bytes 00 to 0F
     */
    public static CardPsks testedBy(SecureElement card, CredentialUri.OnCard test) {
        return new CardPsks(card, key -> PskAbility.learn(card, test));
    }

    /**
     * What the card can do, asked for at the first call.
     *
     * @param key the secret container to be used
     */
    public synchronized PskAbility ability(CredentialUri.OnCard key) throws CardException {
        if (ability == null) {
            ability = inquiry.about(key);
        }
        return ability;
    }

    /**
     * For one connector, under one identity.
     *
     * @param identity the PSK identity, which the server sees (RFC 4279 section 2)
     * @param key the secret container; stays on the card
     * @throws CardException if the card can do nothing with it: known before a datagram is sent
     */
    public PskStore store(String identity, CredentialUri.OnCard key) throws CardException {
        return new CardPskStore(identity, key, card, ability(key).ecdhe(), this::forget);
    }

    /** After a failure: the next card in the reader may be another one. */
    private synchronized void forget() {
        ability = null;
    }
}
