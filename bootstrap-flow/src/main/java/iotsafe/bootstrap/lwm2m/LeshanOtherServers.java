package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ManagementServer;
import iotsafe.bootstrap.OtherServers;
import iotsafe.bootstrap.RegistrationRules;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.SessionMemory;
import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import java.security.cert.X509Certificate;
import java.util.List;

/** The servers of objects 0 and 1, each on a line of its own. */
final class LeshanOtherServers implements OtherServers {
    private final Registrar.Shared shared;
    private final Lines lines;
    private final SessionMemory sessions;

    LeshanOtherServers(Registrar.Shared shared, Lines lines, SessionMemory sessions) {
        this.shared = shared;
        this.lines = lines;
        this.sessions = sessions;
    }

    @Override
    public List<Place> places() {
        return AccountReader.read(shared.tree().getObjectEnablers(), shared.psks())
                .places();
    }

    @Override
    public RegistrationRules rules(ServerAccount account) {
        return shared.rules(account.shortServerId());
    }

    @Override
    public Line line(ServerAccount account) {
        RegistrationBoard board = shared.engine().another();
        ServerLine line = lines.another();
        KeptSession session = new KeptSession(
                sessions.of(account.shortServerId()), shared.clock().clock());
        return new OwnLine(account, board, line, new Registrar(shared, line, board, session, () -> false));
    }

    private final class OwnLine implements Line {
        private final ServerAccount account;
        private final RegistrationBoard board;
        private final ServerLine line;
        private final Registrar registrar;

        OwnLine(ServerAccount account, RegistrationBoard board, ServerLine line, Registrar registrar) {
            this.account = account;
            this.board = board;
            this.line = line;
            this.registrar = registrar;
        }

        @Override
        public ManagementServer.Registration register(
                String endpoint, ClientIdentity identity, List<X509Certificate> anchors)
                throws CardException, ServerException, InterruptedException {
            return registrar.register(endpoint, account(), identity, anchors);
        }

        @Override
        public ManagementServer.Registration register(String endpoint)
                throws CardException, ServerException, InterruptedException {
            return registrar.register(endpoint, account(), account.uri());
        }

        /** As it stands now. */
        private Account account() throws ServerException.Unusable {
            shared.engine().unregistered(board);
            return shared.account(account.shortServerId())
                    .orElseThrow(() ->
                            new ServerException.Unusable(account.uri(), "the account is gone from objects 0 and 1"));
        }

        @Override
        public void close() {
            shared.engine().remove(board);
            line.close();
        }
    }
}
