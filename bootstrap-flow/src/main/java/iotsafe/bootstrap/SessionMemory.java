package iotsafe.bootstrap;

import java.util.Optional;

/**
 * Keeps the DTLS session with the management server over a restart, so that the first handshake after it asks nothing of the card (RFC 5246
 * 7.3). It only saves time: what cannot be kept or read is done without, and the log says why.
 */
public interface SessionMemory {
    /** Keeps nothing beyond the process. */
    SessionMemory NONE = new SessionMemory() {
        @Override
        public Optional<String> read() {
            return Optional.empty();
        }

        @Override
        public void write(String session) {
            // it is forgotten with the process
        }

        @Override
        public void delete() {
            // there is none
        }
    };

    /**
     * A place beside this one, for the session with another server.
     *
     * @param shortServerId of that server
     */
    default SessionMemory of(int shortServerId) {
        return NONE;
    }

    /** What was written last. */
    Optional<String> read();

    /**
     * Takes the place of what was there.
     *
     * @param session a secret: with it anybody can go on with the session
     */
    void write(String session);

    /** Nothing is there any more. */
    void delete();
}
