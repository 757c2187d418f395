package iotsafe.credentials.apdu;

/**
 * How one card wants its commands: learnt by trying, once, and then kept.
 *
 * @param proprietaryClass whether applet commands go in class 80; if not, in class 00
 * @param lengthAfterBody whether a command with a body may end in Le; if not, it relies on 61xx
 * @param wideSignatureLength whether the length of a signature, tag 33, has two bytes; if not, one
 * @param proprietaryGetResponse whether GET RESPONSE to the applet goes in class 80; if not, in class 00
 */
public record Dialect(
        Habit proprietaryClass, Habit lengthAfterBody, Habit wideSignatureLength, Habit proprietaryGetResponse) {
    /** What is known of a card that has not been spoken to. */
    public static final Dialect UNKNOWN = new Dialect(Habit.UNTRIED, Habit.UNTRIED, Habit.UNTRIED, Habit.UNTRIED);

    /** One thing to know of a card. */
    public enum Habit {
        /** Nothing has shown it yet. */
        UNTRIED,
        /** The card takes it. */
        YES,
        /** The card refuses it. */
        NO
    }

    Dialect withProprietaryClass(Habit habit) {
        return new Dialect(habit, lengthAfterBody, wideSignatureLength, proprietaryGetResponse);
    }

    Dialect withLengthAfterBody(Habit habit) {
        return new Dialect(proprietaryClass, habit, wideSignatureLength, proprietaryGetResponse);
    }

    Dialect withWideSignatureLength(Habit habit) {
        return new Dialect(proprietaryClass, lengthAfterBody, habit, proprietaryGetResponse);
    }

    Dialect withProprietaryGetResponse(Habit habit) {
        return new Dialect(proprietaryClass, lengthAfterBody, wideSignatureLength, habit);
    }
}
