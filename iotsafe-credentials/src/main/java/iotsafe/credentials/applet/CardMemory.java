package iotsafe.credentials.applet;

import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.Dialect;
import iotsafe.credentials.apdu.DialectMemory;
import java.util.Optional;

/** What was learnt of one card by trying; outlives its sessions, so that a rebuilt one costs two exchanges. Guarded by the applet's lock. */
final class CardMemory {
    /** What most clients use; some applets know session 0 only. */
    private static final int USUAL_SESSION = 1;

    private final DialectMemory dialects = new DialectMemory();
    private int signatureSession = USUAL_SESSION;
    private Optional<Bytes> aid = Optional.empty();

    DialectMemory dialects() {
        return dialects;
    }

    /** Whether the applet has taken a command, so that its class is known to be right. */
    boolean hasSpoken() {
        return dialects.dialect().proprietaryClass() != Dialect.Habit.UNTRIED;
    }

    int signatureSession() {
        return signatureSession;
    }

    void useSignatureSession(int number) {
        signatureSession = number;
    }

    /** The application identifier under which the applet was found. */
    Optional<Bytes> aid() {
        return aid;
    }

    void foundUnder(Bytes appletAid) {
        aid = Optional.of(appletAid);
    }

    /** Remote administration may have changed the card, or it is another one: all is to be tried again. */
    void forget() {
        dialects.forget();
        signatureSession = USUAL_SESSION;
    }
}
