package iotsafe.client.health;

import iotsafe.bootstrap.ManagementServer;
import iotsafe.bootstrap.RegistrationRules;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A management server as the flow uses it; each use is a beat of the flow's pulse. Remembers the registration in force. */
public final class PulsedManagement implements ManagementServer {
    private final ManagementServer server;
    private final Pulse pulse;
    private @Nullable Registration last;

    /** Around {@code server}. */
    public PulsedManagement(ManagementServer server, Pulse pulse) {
        this.server = server;
        this.pulse = pulse;
    }

    @Override
    public Registration register(
            ServerAccount account,
            String endpoint,
            String objects,
            ClientIdentity identity,
            List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        last = null;
        return pulsed(server.register(account, endpoint, objects, identity, anchors));
    }

    @Override
    public Registration register(ServerAccount account, String endpoint, String objects)
            throws CardException, ServerException, InterruptedException {
        last = null;
        return pulsed(server.register(account, endpoint, objects));
    }

    @Override
    public Optional<Change> change() {
        return server.change();
    }

    @Override
    public RegistrationRules rules(SavedState saved) {
        return server.rules(saved);
    }

    private Registration pulsed(Registration made) {
        last = made;
        return new Pulsed(made);
    }

    @Override
    public void forget() {
        last = null;
        server.forget();
    }

    /** Tells the server that the device is gone, if it is registered there. For the flow's thread, when the flow has ended. */
    public void deregister(Duration atMost) throws InterruptedException {
        if (last != null) {
            last.deregister(atMost);
        }
    }

    private final class Pulsed implements Registration {
        private final Registration made;

        Pulsed(Registration made) {
            this.made = made;
        }

        @Override
        public String location() {
            return made.location();
        }

        @Override
        public Optional<String> preSharedKey() {
            return made.preSharedKey();
        }

        @Override
        public Optional<End> keep(Duration atMost) throws InterruptedException {
            pulse.beat(atMost);
            Optional<End> end = made.keep(atMost);
            if (end.isPresent()) {
                last = null;
            }
            pulse.beat();
            return end;
        }

        @Override
        public long updates() {
            return made.updates();
        }

        @Override
        public void deregister(Duration atMost) throws InterruptedException {
            made.deregister(atMost);
        }
    }
}
