package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.StatusWord;

/** What a person can do about a status word (GSMA IoT.05 2.5.10). */
final class Refusal {
    private Refusal() {}

    /**
     * The error for a command that the card turned down.
     *
     * @param what the command and its object
     * @param ifConditions what to do about 6985, which each command means in its own way
     */
    static CardException.Refused of(String what, StatusWord status, String ifConditions) {
        return new CardException.Refused(what, status, status.value() == 0x6985 ? ifConditions : hint(status));
    }

    private static String hint(StatusWord status) {
        return switch (status.value()) {
            case 0x6400, 0x6F00 -> "take the SIM out and put it back; if this stays, the SIM is damaged: replace it";
            case 0x6700, 0x6A80 ->
                "this applet wants the command in a form that is not known here: report the card's make with a trace";
            case 0x6982 -> "the card's access conditions forbid it: ask the SIM's issuer to allow it";
            case 0x6984 -> "a remote server is changing this object: try again in a minute";
            case 0x6989 ->
                "a remote server has changed this object, or the card is full: look at it with \"card inspect\", then try again";
            case 0x6A82 ->
                "there is no such container on this card, or its id has changed with a new key: \"card inspect\" shows those it has; name a key by its label, which stays";
            case 0x6A84 -> "the card is full: ask the SIM's issuer to free memory";
            case 0x6D00, 0x6E00, 0x6A81, 0x6A86 ->
                "this applet does not offer it: use another container, or a card that does";
            default -> "the card does not say why: repeat with the logger iotsafe.apdu at TRACE";
        };
    }
}
