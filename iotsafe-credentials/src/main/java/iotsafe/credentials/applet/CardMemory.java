package iotsafe.credentials.applet;

import iotsafe.credentials.Capabilities;
import iotsafe.credentials.CardIdentity;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.apdu.CommandApdu;
import iotsafe.credentials.apdu.Dialect;
import iotsafe.credentials.apdu.DialectMemory;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was learnt of one card by trying; outlives its sessions, so that a rebuilt one costs two exchanges. Guarded by the applet's lock. */
final class CardMemory {
    /** What most clients use; some applets know session 0 only. */
    private static final int USUAL_SESSION = 1;
    /** Its answer has 132 digits: what the smallest of known modem buffers carries, twice. */
    private static final int SMALL_BLOCK = 64;

    private final DialectMemory dialects = new DialectMemory();
    private final Map<SessionFamily, Integer> sessionNumbers = new EnumMap<>(SessionFamily.class);
    private final Set<Integer> lacking = new HashSet<>();
    private boolean closesSessions;
    private int readBlock = CommandApdu.MOST;
    private Optional<Capabilities> capabilities = Optional.empty();
    private Optional<Bytes> aid = Optional.empty();
    private Optional<CardIdentity> recalled = Optional.empty();

    /** Takes over what an earlier run has learnt. */
    void recall(CardHabits habits) {
        recalled = Optional.of(habits.card());
        aid = habits.aid();
        dialects.recall(habits.dialect());
        sessionNumbers.putAll(habits.sessions());
        closesSessions = habits.closesSessions();
    }

    /** What to keep of this card for the next run; first drops what was taken over from another card. */
    CardHabits habitsOf(CardIdentity card) {
        if (recalled.isPresent() && !recalled.get().equals(card)) {
            forget();
            aid = Optional.empty();
        }
        recalled = Optional.of(card);
        return new CardHabits(card, aid, dialects.dialect(), Map.copyOf(sessionNumbers), closesSessions);
    }

    DialectMemory dialects() {
        return dialects;
    }

    /** Whether the applet has taken a command, so that its class is known to be right. */
    boolean hasSpoken() {
        return dialects.dialect().proprietaryClass() != Dialect.Habit.UNTRIED;
    }

    int sessionNumber(SessionFamily family) {
        return sessionNumbers.getOrDefault(family, USUAL_SESSION);
    }

    void useSessionNumber(SessionFamily family, int number) {
        sessionNumbers.put(family, number);
    }

    /** Whether the last answer to a command was that it does not exist. */
    boolean lacks(int ins) {
        return lacking.contains(ins);
    }

    void lack(int ins, boolean saidSo) {
        if (saidSo) {
            lacking.add(ins);
        } else {
            lacking.remove(ins);
        }
    }

    /** Whether a session must be closed before the next one opens: on some cards it outlives its last block. */
    boolean closesSessions() {
        return closesSessions;
    }

    void learnToCloseSessions() {
        closesSessions = true;
    }

    /** How many bytes of a file to ask for at once. */
    int readBlock() {
        return readBlock;
    }

    boolean readsSmallBlocks() {
        return readBlock == SMALL_BLOCK;
    }

    /** Long answers arrive cut. That is the modem's doing: no change of the card unlearns it. */
    void readSmallBlocks() {
        readBlock = SMALL_BLOCK;
    }

    /** What the card has said of itself; empty if it was not asked. */
    Optional<Capabilities> capabilities() {
        return capabilities;
    }

    void declare(Capabilities said) {
        capabilities = Optional.of(said);
    }

    /** Another card may be there: unlike a dialect, a denial would never be found wrong by trying. */
    void forgetDeclared() {
        capabilities = Optional.empty();
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
        sessionNumbers.clear();
        lacking.clear();
        closesSessions = false;
        forgetDeclared();
    }
}
