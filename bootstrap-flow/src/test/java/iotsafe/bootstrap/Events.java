package iotsafe.bootstrap;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What happened outside of the flow, in order. At a chosen event the thread that brings it about is interrupted, or waits until it is. */
public final class Events {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private volatile String halting = "";
    private volatile Runnable before = () -> {};
    private volatile Runnable atHalt = () -> {};

    /** Runs {@code action} on the thread that brings an event about, before it happens. */
    public void beforeEach(Runnable action) {
        before = action;
    }

    public void add(String event) {
        before.run();
        seen.add(event);
        if (event.equals(halting)) {
            atHalt.run();
        }
    }

    /** Runs {@code action} on the flow's thread when {@code event} happens. */
    public void at(String event, Runnable action) {
        atHalt = action;
        halting = event;
    }

    public List<String> seen() {
        return List.copyOf(seen);
    }

    public long count(String event) {
        return seen.stream().filter(event::equals).count();
    }

    /** As after a restart: what happened before is forgotten. */
    public void clear() {
        seen.clear();
    }
}
