package iotsafe.bootstrap.lwm2m.data;

/** An object whose content outlives the process: what a server writes there is answered when it is saved. */
public interface SavedObject {
    /** What a server is told whose write was undone for that. */
    String UNSAVED = "it cannot be saved now, so it is not done; the device's log says why";

    /** Waits until it is known whether all that was written is saved, though not for ever, and says whether it is. */
    boolean isSaved();
}
