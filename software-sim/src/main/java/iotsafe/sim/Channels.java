package iotsafe.sim;

import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import java.util.Map;
import java.util.TreeMap;

/** The logical channels: 0 is always open, 1 to 19 are opened and closed by MANAGE CHANNEL (interface reference 1.2). */
final class Channels {
    private static final int LAST = 19;

    private final Profile profile;
    private final Map<Integer, Channel> open = new TreeMap<>();

    Channels(Profile profile) {
        this.profile = profile;
        reset();
    }

    void reset() {
        open.clear();
        open.put(0, new Channel(0));
    }

    /** The lowest free number, now open with the default application; refuses with 6A81 if there is none. */
    int open() throws Refusal {
        int number = requireOne();
        open.put(number, new Channel(number));
        return number;
    }

    /** The lowest free number; refuses with 6A81 if there is none. */
    int requireOne() throws Refusal {
        int last = profile.has(Quirk.NO_CHANNELS) ? 0 : LAST;
        for (int number = profile.number(Quirk.FIRST_CHANNEL); number <= last; number++) {
            if (!open.containsKey(number)) {
                return number;
            }
        }
        throw new Refusal(Status.NO_CHANNEL);
    }

    /** Refuses with 6A86 for the basic channel and for numbers that do not exist, with 6881 for a channel that is not open. */
    void close(int number) throws Refusal {
        if (number < 1 || number > LAST) {
            throw new Refusal(Status.WRONG_P1P2);
        }
        opened(number);
        open.remove(number);
    }

    Channel opened(int number) throws Refusal {
        Channel channel = open.get(number);
        if (channel == null) {
            boolean class6e = profile.has(Quirk.CLOSED_CHANNEL_6E00);
            throw new Refusal(class6e ? Status.WRONG_CLASS : Status.CHANNEL_NOT_OPEN);
        }
        return channel;
    }
}
