package iotsafe.client.card;

import iotsafe.credentials.CredentialUri;
import java.util.Optional;

/**
 * One thing that was tried on the card.
 *
 * @param name what: {@code sign}, {@code key agreement}
 * @param object on which container; empty where none is involved
 * @param outcome what came of it
 * @param detail one sentence or clause for a person; never a secret
 */
public record Check(String name, Optional<CredentialUri.OnCard> object, Outcome outcome, String detail) {
    /** What came of a check. */
    public enum Outcome {
        /** Done, and found right by something outside the card, or by a second way on it. */
        PASSED,
        /** Done, but there was nothing to compare it with. */
        UNPROVEN,
        /** The card does not offer it, or says that this container is not for it. */
        NOT_OFFERED,
        /** The card promised it and did not do it, or did it wrong. */
        FAILED
    }
}
