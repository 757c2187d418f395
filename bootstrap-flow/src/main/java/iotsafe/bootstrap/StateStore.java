package iotsafe.bootstrap;

/** Keeps what the device knows over a restart. */
public interface StateStore {
    /** What was last saved; {@link Memory#EMPTY} on a new device, or if nothing readable is left. */
    Memory load() throws StateException;

    /** Saves, so that a power failure at any moment leaves either the former state or this one. */
    void save(Memory memory) throws StateException;

    /**
     * Makes as sure as can be, without writing, that {@link #save} will have a place.
     *
     * @throws StateException if it would not
     */
    void requireWritable() throws StateException;

    /** Puts the state of another card out of the way: it is kept, but not used. */
    void setAside() throws StateException;

    /** Deletes the state, so that no generation of it is left: it came from a card that is gone, or has other data now. */
    void forget() throws StateException;
}
