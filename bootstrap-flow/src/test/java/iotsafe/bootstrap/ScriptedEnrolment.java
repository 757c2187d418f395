package iotsafe.bootstrap;

import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstClient;
import java.security.cert.X509Certificate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An EST server outside of any bootstrap: shakes hands with the card, then does as its script says. */
final class ScriptedEnrolment implements EnrolmentServer {
    private final World world;
    private final Deque<ServerException> noes = new ArrayDeque<>();
    final ScriptedEst est;
    final List<ClientIdentity> identities = new ArrayList<>();
    int open;

    ScriptedEnrolment(World world) {
        this.world = world;
        this.est = new ScriptedEst(world);
    }

    /** The next sessions are not opened, for these reasons. */
    void says(ServerException... exceptions) {
        noes.addAll(List.of(exceptions));
    }

    static ServerException refusal() {
        return new ServerException.Refused(World.BOOTSTRAP_URI, "certificate_expired", null);
    }

    static ServerException silence() {
        return new ServerException.Unreachable(World.BOOTSTRAP_URI, "no answer", null);
    }

    @Override
    public EnrolmentServer at(BootstrapAddress address) {
        world.events.add("est server " + address.uri());
        return this;
    }

    @Override
    public EnrolmentSession open(ClientIdentity identity, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        world.events.add("est");
        if (Thread.interrupted()) {
            throw new InterruptedException("while waiting for the server");
        }
        World.handshake(identity);
        ServerException no = noes.poll();
        if (no != null) {
            throw no;
        }
        identities.add(identity);
        open++;
        return new EnrolmentSession() {
            @Override
            public EstClient est() {
                return new EstClient(est);
            }

            @Override
            public void close() {
                world.events.add("close");
                open--;
            }
        };
    }
}
