package iotsafe.sim;

import iotsafe.sim.apdu.Command;
import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import java.util.HashMap;
import java.util.Map;

/**
 * The sessions of the applet (interface reference 3.1). Any number 00 to FF will do; PUT, COMPUTE and VERIFY share the
 * numbers of a channel, and all channels share the limit (tag B7). Opening a number that runs, and a session beyond the
 * limit, are refused with 6985. A finished session may still be closed, as a published trace does.
 */
final class Sessions {
    private static final int OPEN = 0x00;
    private static final int CLOSE = 0x01;
    private static final int MORE = 0x00;
    private static final int LAST = 0x80;

    private record Place(int channel, int number) {}

    private final int limit;
    private final Profile profile;
    private final Map<Place, Session> sessions = new HashMap<>();

    /** Whether a session of before the reset seems to run: the next close is taken for its own. */
    private boolean leftOpen;

    Sessions(int limit, Profile profile) {
        this.limit = limit;
        this.profile = profile;
        reset();
    }

    /** Whether INIT opens; it closes otherwise. Refuses with 6A86 any other P1. */
    static boolean opens(Command init) throws Refusal {
        if (init.p1() == CLOSE) {
            init.requireNoBody();
        } else if (init.p1() != OPEN) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        return init.p1() == OPEN;
    }

    /** Whether UPDATE is the last. Refuses with 6A86 a P1 that says neither. */
    static boolean isLast(Command update) throws Refusal {
        if (update.p1() != MORE && update.p1() != LAST) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        return update.p1() == LAST;
    }

    /** Refuses with 6985, on some cards 6989, if this session could not be opened now, with 6A86 if it never could. */
    void requireFree(int channel, int number) throws Refusal {
        if (profile.has(number == 0 ? Quirk.SESSION_0_REFUSED : Quirk.SESSION_0_ONLY)) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        Session there = sessions.get(new Place(channel, number));
        boolean full = sessions.values().stream().filter(this::occupies).count() >= limit;
        if (leftOpen || full || (there != null && occupies(there))) {
            throw new Refusal(profile.has(Quirk.SESSION_FULL_6989) ? Status.ADMINISTERED : Status.CONDITIONS);
        }
    }

    private boolean occupies(Session session) {
        return session.isRunning() || profile.has(Quirk.SESSION_STAYS_OPEN);
    }

    void open(int channel, int number, Session session) {
        sessions.put(new Place(channel, number), session);
    }

    /** The running session of this type; 6985 if there is none. */
    <S extends Session> S running(int channel, int number, Class<S> type) throws Refusal {
        Session session = sessions.get(new Place(channel, number));
        if (!type.isInstance(session) || !session.isRunning()) {
            throw new Refusal(Status.CONDITIONS);
        }
        return type.cast(session);
    }

    /** Closes a session of this type, running or finished; 6985 if there is none. */
    void close(int channel, int number, Class<? extends Session> type) throws Refusal {
        if (leftOpen) {
            leftOpen = false;
            return;
        }
        Place place = new Place(channel, number);
        ObjectStore.require(type.isInstance(sessions.get(place)));
        sessions.remove(place);
    }

    void closeAll(int channel) {
        sessions.keySet().removeIf(place -> place.channel() == channel);
    }

    void reset() {
        sessions.clear();
        leftOpen = profile.has(Quirk.SESSION_LEFT_OPEN);
    }

    /** Whether a running session is on this key. */
    boolean use(KeyContainer key) {
        return sessions.values().stream().anyMatch(session -> session.isRunning() && session.isOn(key));
    }
}
