package iotsafe.client.card;

import iotsafe.credentials.CardIdentity;

/**
 * How a card's identity is shown where it may be passed on. The ICCID leads to a subscriber, and reports are pasted into tickets: its
 * middle is masked. What stays tells the issuer (ITU-T E.118: 89, country, issuer) and the card on one's desk. A digest would hide nothing:
 * its input has some ten unknown digits, which are counted through in minutes.
 */
public final class MaskedIdentity {
    private static final String ICCID = "iccid:";
    private static final int ISSUER = 7;
    private static final int LAST = 4;

    private MaskedIdentity() {}

    /** {@code iccid:8949020********1234}; digests and tokens' names as they are. */
    public static String of(CardIdentity identity) {
        String value = identity.value();
        int hidden = value.length() - ICCID.length() - ISSUER - LAST;
        if (!value.startsWith(ICCID) || hidden <= 0) {
            return value;
        }
        int from = ICCID.length() + ISSUER;
        return value.substring(0, from) + "*".repeat(hidden) + value.substring(from + hidden);
    }
}
