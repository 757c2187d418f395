package iotsafe.bootstrap;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the state as long as the test runs. */
final class MemoryStore implements StateStore {
    private final Events events;
    private @Nullable SavedState state;
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
    public Optional<SavedState> load() {
        return Optional.ofNullable(state);
    }

    @Override
    public void requireWritable() throws StateException {
        if (readOnly) {
            throw new StateException("state folder /x cannot be written (read-only)", new IOException("read-only"));
        }
    }

    @Override
    public void save(SavedState next) throws StateException {
        events.add("save");
        if (full) {
            throw new StateException("state folder /x cannot be written (disk full)", new IOException("disk full"));
        }
        state = next;
    }

    @Override
    public void setAside() {
        events.add("set aside");
        aside = state;
        state = null;
    }

    SavedState saved() {
        return load().orElseThrow();
    }

    Optional<SavedState> aside() {
        return Optional.ofNullable(aside);
    }
}
