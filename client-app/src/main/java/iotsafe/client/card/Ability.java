package iotsafe.client.card;

/**
 * Something that the agent does with a card, and whether it can with this one.
 *
 * @param name what: {@code X.509 bootstrap}
 * @param verdict whether
 * @param reason why, from what was found on the card
 * @param remedy what would change it; empty if nothing need be done
 */
public record Ability(String name, Verdict verdict, String reason, String remedy) {
    /** Whether the agent can. */
    public enum Verdict {
        /** It can. */
        YES,
        /** It can in part, or if what could not be tried does work. */
        PARTLY,
        /** It cannot. */
        NO
    }
}
