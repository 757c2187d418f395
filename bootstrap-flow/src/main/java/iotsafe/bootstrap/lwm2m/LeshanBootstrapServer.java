package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.BootstrapServer;
import iotsafe.bootstrap.BootstrapSession;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.ServerException;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.ServerTrust;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstClient;
import iotsafe.est.ValidityClock;
import iotsafe.est.coap.CoapEstTransport;
import java.security.cert.X509Certificate;
import java.util.List;
import org.eclipse.leshan.client.bootstrap.BootstrapHandler;
import org.eclipse.leshan.client.bootstrap.InvalidStateException;
import org.eclipse.leshan.client.observer.LwM2mClientObserver;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.core.SecurityMode;
import org.eclipse.leshan.core.request.BootstrapRequest;
import org.eclipse.leshan.core.response.BootstrapResponse;

/** A client-initiated bootstrap (OMA LwM2M Core 6.1.3.4) through Leshan, as one transaction on the objects. */
final class LeshanBootstrapServer implements BootstrapServer {
    private final LwM2mSettings settings;
    private final ServerLine line;
    private final LwM2mObjectTree tree;
    private final BootstrapHandler handler;
    private final AccountsCheck check;
    private final LwM2mClientObserver observer;
    private final ValidityClock clock;

    LeshanBootstrapServer(
            LwM2mSettings settings,
            ServerLine line,
            LwM2mObjectTree tree,
            BootstrapHandler handler,
            AccountsCheck check,
            LwM2mClientObserver observer,
            ValidityClock clock) {
        this.settings = settings;
        this.line = line;
        this.tree = tree;
        this.handler = handler;
        this.check = check;
        this.observer = observer;
        this.clock = clock;
    }

    @Override
    public BootstrapSession bootstrap(String endpoint, ClientIdentity factory, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        ObjectsSnapshot before = ObjectsSnapshot.of(tree);
        try {
            LwM2mServer server = line.open(info(), new Party(factory, ServerTrust.anchoredIn(anchors, name()), clock));
            request(server, endpoint);
            return new Session(
                    before, AccountReader.read(tree.getObjectEnablers()).accounts());
        } catch (CardException | ServerException | InterruptedException | RuntimeException e) {
            before.restore(tree);
            throw e;
        }
    }

    private void request(LwM2mServer server, String endpoint)
            throws CardException, ServerException, InterruptedException {
        if (!handler.tryToInitSession()) {
            throw new IllegalStateException("a bootstrap session is already open");
        }
        check.inSession(true);
        try {
            BootstrapRequest request = new BootstrapRequest(endpoint);
            observer.onBootstrapStarted(server, request); // ends the observations of the former management server
            BootstrapResponse response = line.send(request);
            if (response.isFailure()) {
                throw new ServerException.Refused(
                        settings.bootstrapServer(),
                        "Bootstrap-Request of \"%s\" was refused with %s%s; is this endpoint name known there, and is it the certificate's?"
                                .formatted(endpoint, response.getCode(), Answers.reason(response)),
                        null);
            }
            if (!handler.waitBootstrapFinished(settings.bootstrapTimeout().toSeconds())) {
                throw new ServerException.Unreachable(
                        settings.bootstrapServer(),
                        "no Bootstrap-Finish within %d s"
                                .formatted(settings.bootstrapTimeout().toSeconds()),
                        null);
            }
        } catch (InvalidStateException e) {
            throw new ServerException.Unusable(
                    settings.bootstrapServer(),
                    "the accounts it wrote cannot be used (%s); correct them in the bootstrap server's configuration"
                            .formatted(problems(e)));
        } finally {
            check.inSession(false);
            handler.closeSession();
        }
    }

    private String problems(InvalidStateException e) {
        List<String> found = AccountReader.read(tree.getObjectEnablers()).problems();
        return found.isEmpty() ? String.valueOf(e.getMessage()) : String.join("; ", found);
    }

    private ServerInfo info() {
        ServerInfo info = new ServerInfo();
        info.bootstrap = true;
        info.serverUri = settings.bootstrapServer();
        info.secureMode = SecurityMode.X509;
        info.sni = settings.bootstrapServerName()
                .or(() -> Hosts.name(info.serverUri))
                .orElse(null);
        return info;
    }

    private String name() {
        return settings.bootstrapServerName().orElseGet(() -> Hosts.host(settings.bootstrapServer()));
    }

    private final class Session implements BootstrapSession {
        private final ObjectsSnapshot before;
        private final List<Account> accounts;

        // one for the whole session: it remembers where the server has EST
        private final EstClient est =
                new EstClient(new CoapEstTransport(line.coap(), line.peer(), settings.enrolmentServer()));

        Session(ObjectsSnapshot before, List<Account> accounts) {
            this.before = before;
            this.accounts = accounts;
        }

        @Override
        public List<ServerAccount> accounts() {
            return accounts.stream().map(Account::server).toList();
        }

        @Override
        public EstClient est() {
            return est;
        }

        @Override
        public String objects() {
            return ObjectsSnapshot.of(tree).toText(tree);
        }

        @Override
        public void rollback() {
            before.restore(tree);
        }
    }
}
