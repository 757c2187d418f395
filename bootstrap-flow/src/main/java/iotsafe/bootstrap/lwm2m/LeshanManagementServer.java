package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ManagementServer;
import iotsafe.bootstrap.RegistrationRules;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerAccount;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.lwm2m.access.Upkeep;
import iotsafe.credentials.CardException;
import iotsafe.credentials.jca.ClientIdentity;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;

/** The flow's own registration, and the objects that it is made from. */
final class LeshanManagementServer implements ManagementServer {
    /** In the place of a server's name, which is among what cannot be read. */
    private static final URI SAVED = URI.create("saved-objects");

    private final Registrar.Shared shared;
    private final Registrar registrar;
    private final KeptSession session;
    private final ObjectsSnapshot factory;
    private String installed = "";
    private int shortServerId;

    /** On this line, which the bootstrap server may use in between. */
    LeshanManagementServer(Registrar.Shared shared, ServerLine line, KeptSession session) {
        this.shared = shared;
        this.session = session;
        FlowEngine engine = shared.engine();
        this.registrar = new Registrar(
                shared, line, engine.main(), session, () -> engine.saves().isChanged());
        this.factory = ObjectsSnapshot.of(shared.tree());
    }

    @Override
    public Registration register(
            ServerAccount server,
            String endpoint,
            String objects,
            ClientIdentity identity,
            List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        return registrar.register(endpoint, account(server, objects), identity, anchors);
    }

    @Override
    public Registration register(ServerAccount server, String endpoint, String objects)
            throws CardException, ServerException, InterruptedException {
        return registrar.register(endpoint, account(server, objects), SAVED);
    }

    /** What was saved stands in the objects: put there now, unless it is what stands there since the last time. */
    private Account account(ServerAccount server, String objects) throws ServerException.Unusable {
        unregistered();
        LwM2mObjectTree tree = shared.tree();
        if (!objects.equals(installed) || shared.account(server.shortServerId()).isEmpty()) {
            try {
                ObjectsSnapshot.ofText(objects, tree).restore(tree);
                installed = objects;
                shared.engine().saves().take(); // what was written then was written by us, of what is saved
                shared.engine().saves().saved();
                new Upkeep(tree).settle(Optional.of(server.shortServerId()));
            } catch (IllegalArgumentException | InvalidRequestException e) {
                throw new ServerException.Unusable(SAVED, String.valueOf(e.getMessage()));
            }
        }
        AccountReader found = AccountReader.read(tree.getObjectEnablers(), shared.psks());
        Account account = shared.account(server.shortServerId())
                .or(() -> found.accounts().stream().findFirst())
                .orElseThrow(() -> new ServerException.Unusable(
                        SAVED, "they hold no account that can be used: " + String.join("; ", found.problems())));
        shortServerId = account.server().shortServerId();
        return account;
    }

    @Override
    public Optional<Change> change() {
        SaveBoard saves = shared.engine().saves();
        if (!saves.isChanged()) {
            return Optional.empty();
        }
        saves.take();
        LwM2mObjectTree tree = shared.tree();
        String now = ObjectsSnapshot.of(tree).withoutKeysOf(shared.psks()).toText(tree);
        if (installed.isEmpty()
                || now.equals(installed)
                || shared.account(shortServerId).isEmpty()) {
            saves.saved();
            return Optional.empty();
        }
        String former = installed;
        installed = now;
        return Optional.of(new Change(now, saves::saved, () -> {
            installed = former; // to which a write that is refused goes back
            saves.lost();
        }));
    }

    @Override
    public RegistrationRules rules(SavedState saved) {
        try {
            return RulesReader.read(
                    ObjectsSnapshot.ofText(saved.objects(), shared.tree()),
                    saved.server().shortServerId());
        } catch (IllegalArgumentException e) {
            return RegistrationRules.USUAL; // register says what is wrong with them
        }
    }

    @Override
    public void forget() {
        shared.engine().forget();
        installed = "";
        session.forget();
        factory.restore(shared.tree());
    }

    private void unregistered() {
        shared.engine().unregistered(shared.engine().main());
    }
}
