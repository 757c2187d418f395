package iotsafe.credentials.applet;

import java.util.Optional;

/** Keeps over a restart what was learnt of a card by trying. A hint and no more: what proves wrong at its first use is learnt anew. */
public interface HabitStore {
    /** Keeps nothing: each start learns by itself. */
    HabitStore NONE = new HabitStore() {
        @Override
        public Optional<String> load() {
            return Optional.empty();
        }

        @Override
        public void save(String habits) {
            // nothing is kept
        }
    };

    /** What {@link #save} was given last; empty if nothing was, or it is lost. */
    Optional<String> load();

    /**
     * Keeps it if it can. Never throws.
     *
     * @param habits a few lines of ASCII, nothing secret
     */
    void save(String habits);
}
