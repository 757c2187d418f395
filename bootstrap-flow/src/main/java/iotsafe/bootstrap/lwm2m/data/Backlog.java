package iotsafe.bootstrap.lwm2m.data;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Samples that wait for their server, by what they are of; never more than the bound, whatever the server asked for. */
final class Backlog {
    private final int most;
    private final WhenFull whenFull;
    private final Map<Object, Deque<Sample>> waiting = new LinkedHashMap<>();
    private int size;

    Backlog(int most, WhenFull whenFull) {
        this.most = most;
        this.whenFull = whenFull;
    }

    /** Stores one more; {@code mostOfIt} bounds its own queue. */
    void add(Object of, Sample sample, long mostOfIt) {
        if (mostOfIt <= 0 || most == 0) {
            return;
        }
        Deque<Sample> own = waiting.getOrDefault(of, new ArrayDeque<>());
        if (own.size() >= mostOfIt) {
            makeRoomIn(own);
        } else if (size >= most) {
            makeRoom();
        }
        waiting.computeIfAbsent(of, any -> new ArrayDeque<>()).addLast(sample);
        size++;
    }

    boolean has(Object of) {
        return waiting.containsKey(of);
    }

    int size() {
        return size;
    }

    /** Takes out the oldest of them, at most so many. */
    List<Sample> take(Object of, int atMost) {
        Deque<Sample> queue = waiting.getOrDefault(of, new ArrayDeque<>());
        List<Sample> taken = new ArrayList<>();
        while (!queue.isEmpty() && taken.size() < atMost) {
            taken.add(queue.removeFirst());
        }
        size -= taken.size();
        clean(of, queue);
        return taken;
    }

    /** Puts back what was taken and did not arrive; what no longer fits is lost, the oldest first. */
    void putBack(Object of, List<Sample> taken) {
        Deque<Sample> queue = waiting.computeIfAbsent(of, any -> new ArrayDeque<>());
        for (int i = taken.size() - 1; i >= 0 && size < most; i--) {
            queue.addFirst(taken.get(i));
            size++;
        }
        clean(of, queue);
    }

    /** What waited there waits here now, before what waits here already. */
    void move(Object from, Object to) {
        List<Sample> moved = take(from, Integer.MAX_VALUE);
        putBack(to, moved);
    }

    void drop(Object of) {
        take(of, Integer.MAX_VALUE);
    }

    private void makeRoom() {
        if (whenFull == WhenFull.THIN_OUT) {
            waiting.values().stream().max(Comparator.comparingInt(Deque::size)).ifPresent(this::makeRoomIn);
        } else {
            waiting.values().stream()
                    .filter(queue -> !queue.isEmpty())
                    .min(Comparator.comparing(queue -> queue.getFirst().at()))
                    .ifPresent(this::makeRoomIn);
        }
        waiting.values().removeIf(Deque::isEmpty);
    }

    private void makeRoomIn(Deque<Sample> queue) {
        int before = queue.size();
        if (whenFull == WhenFull.DROP_OLDEST || before == 1) {
            queue.removeFirst();
        } else {
            List<Sample> all = new ArrayList<>(queue);
            queue.clear();
            for (int i = 0; i < before; i += 2) {
                queue.addLast(all.get(i));
            }
        }
        size -= before - queue.size();
    }

    private void clean(Object of, Deque<Sample> queue) {
        if (queue.isEmpty()) {
            waiting.remove(of);
        }
    }
}
