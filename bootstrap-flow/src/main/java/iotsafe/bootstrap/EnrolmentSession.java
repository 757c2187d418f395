package iotsafe.bootstrap;

import iotsafe.est.EstClient;

/** An open session with an EST server. */
public interface EnrolmentSession extends AutoCloseable {
    /** Its operations. */
    EstClient est();

    /** Ends the session; never throws. */
    @Override
    void close();
}
