package iotsafe.bootstrap;

import iotsafe.est.EstClient;
import java.util.List;

/**
 * A bootstrap session whose account gets its certificate from another server than the bootstrap server.
 *
 * @param bootstrap the session
 * @param there the session with the EST server
 */
record EnrolledElsewhere(BootstrapSession bootstrap, EnrolmentSession there) implements BootstrapSession {
    @Override
    public List<ServerAccount> accounts() {
        return bootstrap.accounts();
    }

    @Override
    public EstClient est() {
        return there.est();
    }

    @Override
    public void enrolled() {
        there.close();
        bootstrap.enrolled();
    }

    @Override
    public String objects() {
        return bootstrap.objects();
    }

    @Override
    public void rollback() {
        there.close();
        bootstrap.rollback();
    }
}
