package iotsafe.sim;

import iotsafe.sim.apdu.Refusal;
import iotsafe.sim.apdu.Status;
import java.util.Map;
import java.util.TreeMap;

/** The logical channels: 0 is always open, 1 to 19 are opened and closed by MANAGE CHANNEL (interface reference 1.2). */
final class Channels {
    private static final int LAST = 19;

    private final Map<Integer, Channel> open = new TreeMap<>();

    Channels() {
        reset();
    }

    void reset() {
        open.clear();
        open.put(0, new Channel(0));
    }

    /** The lowest free number, now open with the default application; refuses with 6A81 if there is none. */
    int open() throws Refusal {
        for (int number = 1; number <= LAST; number++) {
            if (open.putIfAbsent(number, new Channel(number)) == null) {
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
            throw new Refusal(Status.CHANNEL_NOT_OPEN);
        }
        return channel;
    }
}
