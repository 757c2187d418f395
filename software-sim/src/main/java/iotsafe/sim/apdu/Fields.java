package iotsafe.sim.apdu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a command's body, in any order, each at most once (interface reference 2.2). A command takes what it knows
 * and then calls {@link #end()}, so that an unknown field is refused and not ignored.
 */
public final class Fields {
    private final Map<Integer, Octets> left;

    private Fields(Map<Integer, Octets> left) {
        this.left = left;
    }

    /** Reads a body whose lengths are one byte; refuses an empty one with 6700, a malformed one with 6A80. */
    public static Fields read(Octets body) throws Refusal {
        return read(body, -1);
    }

    /** As {@link #read(Octets)}, but the length of {@code wideTag} is two bytes, big-endian. */
    public static Fields read(Octets body, int wideTag) throws Refusal {
        if (body.isEmpty()) {
            throw new Refusal(Status.WRONG_LENGTH);
        }
        Map<Integer, Octets> found = new LinkedHashMap<>();
        int at = 0;
        while (at < body.size()) {
            int tag = body.at(at);
            int value = at + (tag == wideTag ? 3 : 2);
            if (value > body.size()) {
                throw new Refusal(Status.WRONG_DATA);
            }
            int end = value + (int) body.slice(at + 1, value).number();
            if (end > body.size() || found.put(tag, body.slice(value, end)) != null) {
                throw new Refusal(Status.WRONG_DATA);
            }
            at = end;
        }
        return new Fields(found);
    }

    /** The value of {@code tag}; refuses with 6A80 if it is not there. */
    public Octets take(int tag) throws Refusal {
        Octets value = takeIfAny(tag);
        if (value == null) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return value;
    }

    /** The value of {@code tag}, which must be {@code size} bytes, as a big-endian number; refuses with 6A80. */
    public int takeNumber(int tag, int size) throws Refusal {
        Octets value = take(tag);
        if (value.size() != size) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return (int) value.number();
    }

    /** The value of {@code tag}, which must not be empty; refuses with 6A80. */
    public Octets takeFilled(int tag) throws Refusal {
        Octets value = take(tag);
        if (value.isEmpty()) {
            throw new Refusal(Status.WRONG_DATA);
        }
        return value;
    }

    /** The value of {@code tag}, or null if it is not there. */
    public @Nullable Octets takeIfAny(int tag) {
        return left.remove(tag);
    }

    /** Refuses with 6A80 if a field was not taken. */
    public void end() throws Refusal {
        if (!left.isEmpty()) {
            throw new Refusal(Status.WRONG_DATA);
        }
    }
}
