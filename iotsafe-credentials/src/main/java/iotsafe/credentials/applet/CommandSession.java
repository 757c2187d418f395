package iotsafe.credentials.applet;

import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.ResponseApdu;
import iotsafe.credentials.apdu.StatusWord;

/**
 * One operation of INIT and a last UPDATE. It is not closed after success, which most cards take for its end; a card that then refuses the
 * next INIT, in this family or another, is learnt to need the close. After an error the session is closed, or it would stay open.
 */
final class CommandSession {
    /** The numbers that applets know: 1 on most, 0 alone on some. */
    private static final int OTHER_SESSION = 1;

    private final AppletSession applet;
    private final SessionFamily family;
    private final String what;
    private final String ifConditions;

    /**
     * An operation to come.
     *
     * @param what the command and its object, for errors
     * @param ifConditions what a person can do about 6985
     */
    CommandSession(AppletSession applet, SessionFamily family, String what, String ifConditions) {
        this.applet = applet;
        this.family = family;
        this.what = what;
        this.ifConditions = ifConditions;
    }

    /**
     * Opens a session, sends the one block that is also its last, and closes it if that fails.
     *
     * @param init the body of INIT
     * @param block the body of UPDATE
     * @return what UPDATE gave, whatever its status
     * @throws CardException.Refused if no session could be opened
     */
    ResponseApdu run(Bytes init, Bytes block) throws CardException {
        int number = open(init);
        ResponseApdu answer = applet.send(what, family.lastBlock(number, block));
        if (answer.status().isSuccess()) {
            applet.leaveOpen(family, number);
        } else {
            close(number);
        }
        return answer;
    }

    /** The error for a status word of UPDATE. */
    CardException.Refused refusal(StatusWord status) {
        return Refusal.of(what, status, ifConditions);
    }

    /** Opens a session and returns its number. One that an earlier run left open is closed, once for each number. */
    private int open(Bytes init) throws CardException {
        if (applet.memory().closesSessions()) {
            applet.closeLeftOpen(what);
        }
        int usual = applet.memory().sessionNumber(family);
        StatusWord status = openWith(usual, init);
        if (isSessionTrouble(status)) {
            int other = OTHER_SESSION - usual;
            StatusWord second = openWith(other, init);
            if (second.isSuccess()) {
                applet.memory().useSessionNumber(family, other);
                return other;
            }
        }
        if (!status.isSuccess()) {
            throw refusal(status);
        }
        return usual;
    }

    private StatusWord openWith(int number, Bytes init) throws CardException {
        StatusWord status = init(number, init);
        if (isSessionTrouble(status) && applet.closeLeftOpen(what)) {
            status = init(number, init);
            if (status.isSuccess()) {
                applet.memory().learnToCloseSessions();
            }
        }
        if (isSessionTrouble(status)) {
            close(number);
            status = init(number, init);
        }
        return status;
    }

    private StatusWord init(int number, Bytes body) throws CardException {
        return applet.send(what, family.open(number, body)).status();
    }

    /** Its own status does not matter: what comes next shows whether it helped. */
    private void close(int number) throws CardException {
        applet.send(what, family.close(number));
    }

    /** How applets refuse a session that is open already, one too many (6989: capacity reached), or a number that they do not have. */
    private static boolean isSessionTrouble(StatusWord status) {
        return status.value() == 0x6985 || status.value() == 0x6A86 || status.value() == 0x6989;
    }
}
