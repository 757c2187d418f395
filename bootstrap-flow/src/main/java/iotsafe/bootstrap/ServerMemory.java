package iotsafe.bootstrap;

import java.util.Optional;

/**
 * Keeps something that servers have asked of the device over a restart and a power failure. It has no secret in it; whoever could write it
 * could make the device talk where it should not.
 */
public interface ServerMemory {
    /** Keeps nothing beyond the process. */
    ServerMemory NONE = new ServerMemory() {
        @Override
        public Optional<String> read() {
            return Optional.empty();
        }

        @Override
        public boolean write(String text) {
            return true;
        }

        @Override
        public void delete() {
            // there is none
        }
    };

    /** What was written last; empty if nothing was, or if it cannot be used, which the log says. */
    Optional<String> read();

    /**
     * Takes the place of what was there, and is on the disk when this returns.
     *
     * @return whether it is; if not, what was there still is, and the log says why
     */
    boolean write(String text);

    /** Nothing is there any more. */
    void delete();
}
