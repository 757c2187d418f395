package iotsafe.bootstrap;

import iotsafe.est.EstClient;
import java.util.List;

/** A bootstrap session after Bootstrap-Finish, on the association it was made with. What the server wrote stays, unless it is rolled back. */
public interface BootstrapSession {
    /** The accounts that the server wrote, the one to register with first; at least one. */
    List<ServerAccount> accounts();

    /** Enrolment over the same DTLS association (RFC 9148 section 3; OMA LwM2M Transport 5.2.4). */
    EstClient est();

    /** Nothing more will be asked of {@link #est}. */
    default void enrolled() {
        // by default it is over the association of the bootstrap, whose end is the next line's business
    }

    /** Objects 0, 1, 2 and 21 as they are now, in a text form of the LwM2M layer, for {@link SavedState}. */
    String objects();

    /** Objects 0, 1, 2 and 21 are again what they were before the session. */
    void rollback();
}
