package iotsafe.bootstrap.store;

import iotsafe.credentials.CardIdentity;
import java.io.IOException;
import java.util.Optional;

/** What the state's text goes through on its way to the disk, and back. */
public sealed interface StateSeal permits CardSeal, NoSeal {
    /** The text goes to the disk as it is, readable for whoever may read the file. */
    StateSeal NONE = new NoSeal();

    /**
     * Makes of the text what is written.
     *
     * @param card whose state it is, if it says so; the card is asked otherwise
     * @throws IOException one sentence, if it can be written neither sealed nor, where that is forbidden, as it is
     */
    String seal(String text, Optional<CardIdentity> card) throws IOException;

    /**
     * Makes of what was written the text again; what is not sealed comes back as it is.
     *
     * @throws DamagedStateException if it is not what was once written
     * @throws OtherCardException if it was sealed to another card
     * @throws IOException one sentence, if that cannot be told without the card
     */
    String open(String written) throws IOException;

    /** Whether a file that is not sealed is one to be sealed now. */
    boolean wantsSealed(String written);

    /** Whether this is the card that is in now. */
    boolean isOf(CardIdentity wanted);

    /** Makes sure, before others do work that could not be kept, that {@link #seal} will work. */
    void requireUsable() throws IOException;

    /** The card may be another from now on. */
    void forget();
}
