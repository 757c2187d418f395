package iotsafe.bootstrap.store;

import iotsafe.credentials.CardException;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.Secret;
import iotsafe.credentials.SecureElement;
import iotsafe.credentials.apdu.Bytes;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the state to a card (design section 7): to read it takes that card. Costs one exchange a process; the three that tell who the card is
 * only where a file does not open, or a state is written that does not say whose it is.
 */
public final class CardSeal implements StateSeal {
    private static final Logger LOG = LoggerFactory.getLogger(CardSeal.class);

    private final SecureElement card;
    private final SealKey key;
    private final SealPolicy policy;
    private final SealCipher cipher = new SealCipher(new SecureRandom());
    private @Nullable Secret derived;

    /** Under {@code key} of {@code card}; nothing is asked of the card before it is needed. */
    public CardSeal(SecureElement card, SealKey key, SealPolicy policy) {
        this.card = card;
        this.key = key;
        this.policy = policy;
    }

    @Override
    public synchronized String seal(String text, Optional<CardIdentity> known) throws IOException {
        if (policy == SealPolicy.OFF) {
            return text;
        }
        try {
            Secret fromCard = derived();
            Bytes salt = cipher.random(SealedText.SALT_LENGTH);
            CardIdentity identity = known.isPresent() ? known.get() : card.identity();
            SealedText empty = new SealedText(salt, SealedText.cardMark(salt, identity), Bytes.EMPTY);
            return new SealedText(salt, empty.card(), cipher.encrypt(fromCard, salt, empty.head(), text)).print();
        } catch (CardException.Refused | CardException.Unreadable e) {
            if (policy == SealPolicy.REQUIRED) {
                throw cannotSeal(e);
            }
            LOG.warn(
                    "the state is written unsealed, for whoever may read the file: {}; name another container in state.seal-key, or set state.seal to off",
                    e.getMessage());
            return text;
        } catch (CardException e) {
            throw cannotSeal(e);
        }
    }

    @Override
    public synchronized String open(String written) throws IOException {
        if (!SealedText.isSealed(written)) {
            if (policy == SealPolicy.REQUIRED) {
                throw new DamagedStateException("it is not sealed, and state.seal is required");
            }
            return written;
        }
        SealedText sealed = SealedText.read(written);
        try {
            return cipher.decrypt(derived(), sealed.salt(), sealed.head(), sealed.content());
        } catch (AEADBadTagException e) {
            requireThisCard(sealed);
            throw new DamagedStateException("its seal is broken, although this is its card");
        } catch (CardException.Unreachable e) {
            throw new IOException(
                    "it is sealed to a card that does not answer; put that card in, or run reset to begin anew: "
                            + e.getMessage(),
                    e);
        } catch (CardException e) {
            requireThisCard(sealed);
            throw new IOException(
                    "it is sealed to this card, which does not give the key; correct state.seal-key, or run reset to begin anew: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public boolean wantsSealed(String written) {
        return policy == SealPolicy.AUTO && !SealedText.isSealed(written);
    }

    @Override
    public boolean isOf(CardIdentity wanted) {
        try {
            return card.identity().equals(wanted);
        } catch (CardException e) {
            LOG.info("whose state this is cannot be told now: {}", e.getMessage());
            return false;
        }
    }

    @Override
    public synchronized void requireUsable() throws IOException {
        if (policy != SealPolicy.REQUIRED) {
            return;
        }
        try {
            derived();
        } catch (CardException e) {
            throw cannotSeal(e);
        }
    }

    @Override
    public synchronized void forget() {
        if (derived != null) {
            derived.destroy();
        }
        derived = null;
    }

    private Secret derived() throws CardException {
        Secret known = derived;
        if (known == null) {
            known = key.derive(card);
            derived = known;
        }
        return known;
    }

    private void requireThisCard(SealedText sealed) throws IOException {
        try {
            if (!SealedText.cardMark(sealed.salt(), card.identity()).equals(sealed.card())) {
                throw new OtherCardException();
            }
        } catch (CardException e) {
            throw new IOException(
                    "it is sealed, and whether this is its card cannot be told now; it is tried again: "
                            + e.getMessage(),
                    e);
        }
    }

    private static IOException cannotSeal(CardException e) {
        return new IOException(
                "the card gives no key to seal the state with, and state.seal-key asks for it: " + e.getMessage(), e);
    }
}
