package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstClient;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** A bootstrap server that writes one account, EST-coaps behind the same association. */
final class ScriptedBootstrap implements BootstrapServer {
    /** What stands for objects 0, 1, 2 and 21. */
    static final String OBJECTS = "{\"/0/1\":\"…\"}";

    private final World world;
    private final Deque<ServerException> noes = new ArrayDeque<>();
    final ScriptedEst est;
    List<ServerAccount> accounts = List.of(World.EST_ACCOUNT);

    ScriptedBootstrap(World world) {
        this.world = world;
        this.est = new ScriptedEst(world);
    }

    /** The next sessions fail with these, one after the other. */
    void says(ServerException... exceptions) {
        noes.addAll(List.of(exceptions));
    }

    void isUnreachable(int times) {
        for (int i = 0; i < times; i++) {
            says(new ServerException.Unreachable(World.BOOTSTRAP_URI, "no answer", null));
        }
    }

    @Override
    public BootstrapSession bootstrap(String endpoint, ClientIdentity factory, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        world.events.add("bootstrap " + endpoint);
        if (Thread.interrupted()) {
            throw new InterruptedException("while waiting for the server");
        }
        World.handshake(factory);
        ServerException no = noes.poll();
        if (no != null) {
            throw no;
        }
        return new Session();
    }

    @Override
    public BootstrapServer at(BootstrapAddress address) {
        world.events.add("bootstrap server " + address.uri());
        return this;
    }

    @Override
    public BootstrapSession bootstrap(String endpoint, PskName factory) throws ServerException {
        world.events.add("bootstrap %s with %s".formatted(endpoint, factory.key()));
        ServerException no = noes.poll();
        if (no != null) {
            throw no;
        }
        return new Session();
    }

    private final class Session implements BootstrapSession {
        @Override
        public List<ServerAccount> accounts() {
            return accounts;
        }

        @Override
        public EstClient est() {
            return new EstClient(est);
        }

        @Override
        public String objects() {
            return OBJECTS;
        }

        @Override
        public void rollback() {
            world.events.add("rollback");
        }
    }
}
