package iotsafe.bootstrap;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the state as long as the test runs. */
final class MemoryStore implements StateStore {
    private final Events events;
    private Memory memory = Memory.EMPTY;
    private @Nullable SavedState aside;
    private boolean full;
    private boolean readOnly;

    MemoryStore(Events events) {
        this.events = events;
    }

    /** From now on nothing can be saved, and that shows only then. */
    void fill() {
        full = true;
    }

    /** There is room again. */
    void empty() {
        full = false;
    }

    /** From now on nothing can be saved, and that shows at once. */
    void lock() {
        readOnly = true;
    }

    @Override
    public Memory load() {
        return memory;
    }

    @Override
    public void requireWritable() throws StateException {
        if (readOnly) {
            throw new StateException("state folder /x cannot be written (read-only)", new IOException("read-only"));
        }
    }

    @Override
    public void save(Memory next) throws StateException {
        events.add("save");
        if (full) {
            throw new StateException("state folder /x cannot be written (disk full)", new IOException("disk full"));
        }
        memory = next;
    }

    @Override
    public void setAside() {
        events.add("set aside");
        aside = memory.managed().orElse(null);
        memory = Memory.EMPTY;
    }

    @Override
    public void forget() {
        events.add("delete");
        memory = Memory.EMPTY;
    }

    SavedState saved() {
        return memory.managed().orElseThrow();
    }

    Optional<SavedState> aside() {
        return Optional.ofNullable(aside);
    }
}
