package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.BootstrapAddress;
import iotsafe.bootstrap.BootstrapServer;
import iotsafe.bootstrap.BootstrapSession;
import iotsafe.bootstrap.PskName;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.lwm2m.access.Upkeep;
import iotsafe.credentials.CardException;
import iotsafe.credentials.dtls.ServerTrust;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.EstClient;
import iotsafe.est.ValidityClock;
import iotsafe.est.coap.AssociationCheck;
import iotsafe.est.coap.CoapEstSettings;
import iotsafe.est.coap.CoapEstTransport;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.leshan.client.bootstrap.BootstrapHandler;
import org.eclipse.leshan.client.bootstrap.InvalidStateException;
import org.eclipse.leshan.client.observer.LwM2mClientObserver;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.LwM2mServer;
import org.eclipse.leshan.client.servers.ServerInfo;
import org.eclipse.leshan.core.LwM2mId;
import org.eclipse.leshan.core.node.LwM2mResource;
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
    private final Psks psks;

    LeshanBootstrapServer(
            LwM2mSettings settings,
            ServerLine line,
            LwM2mObjectTree tree,
            BootstrapHandler handler,
            AccountsCheck check,
            LwM2mClientObserver observer,
            ValidityClock clock,
            Psks psks) {
        this.settings = settings;
        this.line = line;
        this.tree = tree;
        this.handler = handler;
        this.check = check;
        this.observer = observer;
        this.clock = clock;
        this.psks = psks;
    }

    @Override
    public BootstrapSession bootstrap(String endpoint, ClientIdentity factory, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        return session(
                endpoint,
                new Party.Certified(factory, ServerTrust.anchoredIn(anchors, settings.name()), clock),
                AssociationCheck.CERTIFICATE);
    }

    @Override
    public BootstrapServer at(BootstrapAddress address) {
        return new LeshanBootstrapServer(settings.at(address), line, tree, handler, check, observer, clock, psks);
    }

    @Override
    public BootstrapSession bootstrap(String endpoint, PskName factory)
            throws CardException, ServerException, InterruptedException {
        return session(
                endpoint,
                psks.party(new AccountPsk.OnCard(factory)),
                // that this association may carry an enrolment at all is the flow's decision
                answered -> answered.getPeerIdentity() instanceof PreSharedKeyIdentity);
    }

    private BootstrapSession session(String endpoint, Party party, AssociationCheck enrolment)
            throws CardException, ServerException, InterruptedException {
        ObjectsSnapshot before = ObjectsSnapshot.of(tree);
        try {
            LwM2mServer server = line.open(info(party), party);
            request(server, endpoint, party instanceof Party.PreShared ? "pre-shared key" : "certificate");
            OwnWrites.lastBootstrapped(tree, clock.clock().instant());
            List<Account> accounts =
                    AccountReader.read(tree.getObjectEnablers(), psks).accounts();
            new Upkeep(tree).settle(keeper(before, accounts));
            return new Session(before, accounts, enrolment);
        } catch (CardException | ServerException | InterruptedException | RuntimeException e) {
            before.restore(tree);
            throw e;
        }
    }

    /** Whose all is where object 2 says nothing: the server that has had the device to itself so far, else the first to register with. */
    private static Optional<Integer> keeper(ObjectsSnapshot before, List<Account> accounts) {
        List<Object> former = before.instancesOf(LwM2mId.SERVER).stream()
                .flatMap(account -> Stream.ofNullable(account.getResource(LwM2mId.SRV_SERVER_ID)))
                .map(LwM2mResource::getValue)
                .toList();
        List<Integer> now = accounts.stream()
                .map(account -> account.server().shortServerId())
                .toList();
        return now.stream()
                .filter(server -> former.equals(List.of((long) server)))
                .findFirst()
                .or(() -> now.stream().findFirst());
    }

    private void request(LwM2mServer server, String endpoint, String proof)
            throws CardException, ServerException, InterruptedException {
        if (!handler.tryToInitSession()) {
            throw new IllegalStateException("a bootstrap session is already open");
        }
        check.inSession(true);
        try {
            BootstrapRequest request = new BootstrapRequest(endpoint);
            BootstrapResponse response = line.send(request);
            if (response.isFailure()) {
                throw new ServerException.Refused(
                        settings.bootstrapServer(),
                        "Bootstrap-Request of \"%s\" was refused with %s%s; is this endpoint name known there, and is it the %s's?"
                                .formatted(endpoint, response.getCode(), Answers.reason(response), proof),
                        null);
            }
            observer.onBootstrapStarted(server, request); // ends what there is with the former management servers
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
        List<String> found = check.problems(tree.getObjectEnablers());
        return found.isEmpty() ? String.valueOf(e.getMessage()) : String.join("; ", found);
    }

    private ServerInfo info(Party party) {
        ServerInfo info = new ServerInfo();
        info.bootstrap = true;
        info.serverUri = settings.bootstrapServer();
        party.describeTo(info);
        info.sni = settings.indication().orElse(null);
        return info;
    }

    private final class Session implements BootstrapSession {
        private final ObjectsSnapshot before;
        private final List<Account> accounts;
        /** One for the whole session: it remembers where the server has EST. */
        private final EstClient est;

        Session(ObjectsSnapshot before, List<Account> accounts, AssociationCheck enrolment) {
            this.before = before;
            this.accounts = accounts;
            this.est = new EstClient(new CoapEstTransport(
                    line.coap(),
                    line.peer(),
                    settings.enrolmentServer(),
                    CoapEstSettings.USUAL.over(enrolment).linkedBy(line.tlsUnique())));
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
            return ObjectsSnapshot.of(tree).withoutKeysOf(psks).toText(tree);
        }

        @Override
        public void rollback() {
            before.restore(tree);
        }
    }
}
