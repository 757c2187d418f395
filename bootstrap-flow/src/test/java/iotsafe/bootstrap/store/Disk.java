package iotsafe.bootstrap.store;

import java.nio.file.Path;

/** State files whose every write can be the last. */
public final class Disk {
    private Disk() {}

    /** Runs {@code beforeEachWrite} before each operation that changes the disk. */
    public static StateFile stateFile(Path folder, Runnable beforeEachWrite) {
        return new StateFile(folder, StateSeal.NONE, beforeEachWrite);
    }
}
