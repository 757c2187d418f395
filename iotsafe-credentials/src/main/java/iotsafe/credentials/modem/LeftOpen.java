package iotsafe.credentials.modem;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;

/**
 * The channels that were left open on a modem: those of our own connections that broke, by name; and, the first time that a card has
 * none left, those of an earlier run of this program, which nobody knows any more. A channel of another user is never closed otherwise.
 */
final class LeftOpen {
    private static final List<SimChannel> ANY =
            List.of(new SimChannel.Numbered(1), new SimChannel.Numbered(2), new SimChannel.Numbered(3));

    private final Deque<SimChannel> known = new ArrayDeque<>();
    private boolean allTried;

    /** Keeps channels that could not be closed. */
    synchronized void add(Collection<SimChannel> channels) {
        known.addAll(channels);
    }

    /** The channels to close now, each given once. */
    synchronized List<SimChannel> take() {
        List<SimChannel> taken = List.copyOf(known);
        known.clear();
        return taken;
    }

    /** The channels to close when none is left: those that a card can have, the first time; none later. */
    synchronized List<SimChannel> takeAll() {
        List<SimChannel> taken = allTried ? List.of() : ANY;
        allTried = true;
        return taken;
    }
}
