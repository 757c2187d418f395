package iotsafe.bootstrap.lwm2m;

import iotsafe.bootstrap.ManagementServer;
import iotsafe.bootstrap.RegistrationRules;
import iotsafe.bootstrap.SavedState;
import iotsafe.bootstrap.ServerException;
import iotsafe.bootstrap.lwm2m.kept.KeptRegistration;
import iotsafe.bootstrap.lwm2m.kept.KeptServers;
import iotsafe.credentials.CardException;
import iotsafe.credentials.apdu.Bytes;
import iotsafe.credentials.jca.ClientIdentity;
import iotsafe.est.ValidityClock;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.leshan.client.RegistrationUpdate;
import org.eclipse.leshan.client.resource.LwM2mObjectTree;
import org.eclipse.leshan.client.servers.DmServerInfo;
import org.eclipse.leshan.core.request.DeregisterRequest;
import org.eclipse.leshan.core.request.RegisterRequest;
import org.eclipse.leshan.core.request.UpdateRequest;
import org.eclipse.leshan.core.request.UplinkRequest;
import org.eclipse.leshan.core.request.exception.InvalidRequestException;
import org.eclipse.leshan.core.response.LwM2mResponse;
import org.eclipse.leshan.core.response.RegisterResponse;
import org.eclipse.leshan.core.response.UpdateResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Register, Update and De-register (OMA LwM2M Core 6.2) through Leshan. */
final class LeshanManagementServer implements ManagementServer {
    private static final Logger LOG = LoggerFactory.getLogger(LeshanManagementServer.class);

    /** In the place of a server's name, which is among what cannot be read. */
    private static final URI SAVED = URI.create("saved-objects");

    private final ServerLine line;
    private final LwM2mObjectTree tree;
    private final FlowEngine engine;
    private final RegisterRequests requests;
    private final ValidityClock clock;
    private final Psks psks;
    private final KeptSession session;
    private final KeptServers kept;
    private final ObjectsSnapshot factory;
    private String installed = "";

    LeshanManagementServer(
            ServerLine line,
            LwM2mObjectTree tree,
            FlowEngine engine,
            RegisterRequests requests,
            ValidityClock clock,
            Psks psks,
            KeptSession session,
            KeptServers kept) {
        this.line = line;
        this.kept = kept;
        this.session = session;
        this.tree = tree;
        this.engine = engine;
        this.requests = requests;
        this.clock = clock;
        this.psks = psks;
        this.factory = ObjectsSnapshot.of(tree);
    }

    @Override
    public Registration register(
            String endpoint, String objects, ClientIdentity identity, List<X509Certificate> anchors)
            throws CardException, ServerException, InterruptedException {
        engine.unregistered();
        Account account = account(objects);
        return register(
                endpoint, account, new Party.Certified(identity, account.trust(anchors), clock), Optional.empty());
    }

    @Override
    public Registration register(String endpoint, String objects)
            throws CardException, ServerException, InterruptedException {
        engine.unregistered();
        Account account = account(objects);
        AccountPsk psk = account.psk()
                .orElseThrow(() -> new ServerException.Unusable(
                        SAVED, "their account has no pre-shared key, and no certificate is saved for it"));
        if (psk instanceof AccountPsk.Written) {
            LOG.warn(
                    "the pre-shared key of identity \"{}\" was written by the bootstrap server: it is on this host, not on the card",
                    psk.identity());
        }
        return register(endpoint, account, psks.party(psk), Optional.of(psk.place()));
    }

    private Registration register(String endpoint, Account account, Party party, Optional<String> preSharedKey)
            throws CardException, ServerException, InterruptedException {
        DmServerInfo info = account.info(party);
        RegisterRequest request = requests.register(endpoint, account);
        Optional<KeptRegistration> former = takeUp(request, info, party);
        if (former.isPresent()) {
            engine.resumed(line.server(), former.get(), endpoint);
            return registration(former.get().location(), account, preSharedKey);
        }
        RegisterResponse response = send(request, info, party);
        if (response.getCode().isServerError()) {
            session.forget();
            throw new ServerException.Unreachable(
                    info.serverUri,
                    "Register of \"%s\" was answered with %s%s; the server is in trouble of its own"
                            .formatted(endpoint, response.getCode(), Answers.reason(response)),
                    null);
        }
        if (response.isFailure()) {
            session.forget();
            throw new ServerException.Refused(
                    info.serverUri,
                    "Register of \"%s\" was refused with %s%s; does the server expect this endpoint name, with %s?"
                            .formatted(
                                    endpoint,
                                    response.getCode(),
                                    Answers.reason(response),
                                    preSharedKey.isPresent() ? "a pre-shared key" : "an X.509 certificate"),
                    null);
        }
        String location = response.getRegistrationID();
        kept.registered(info.serverId, RegisteredAs.of(request, location, info.serverUri, party));
        engine.registered(line.server(), location, endpoint);
        return registration(location, account, preSharedKey);
    }

    private Registration registration(String location, Account account, Optional<String> preSharedKey) {
        return new Kept(
                location,
                preSharedKey,
                RulesReader.read(ObjectsSnapshot.of(tree), account.server().shortServerId())
                        .bootstrapUntil());
    }

    /** What an earlier process has registered goes on by an Update (OMA LwM2M Core 6.2.2), if the server still knows it. */
    private Optional<KeptRegistration> takeUp(RegisterRequest request, DmServerInfo info, Party party)
            throws CardException, ServerException, InterruptedException {
        Optional<KeptRegistration> former = kept.left(info.serverId);
        if (former.isPresent()) {
            KeptRegistration now = RegisteredAs.of(request, former.get().location(), info.serverUri, party);
            if (former.get().isOnTermsOf(now)) {
                UpdateResponse response = send(RegisteredAs.update(former.get(), now, request), info, party);
                if (response.isSuccess()) {
                    LOG.info("{}: the registration {} goes on, as before the restart", info.serverUri, now.location());
                    return Optional.of(now);
                }
                LOG.info(
                        "{}: Update of {}, as before the restart, was refused with {}{}; registering anew",
                        info.serverUri,
                        now.location(),
                        response.getCode(),
                        Answers.reason(response));
            }
        }
        kept.drop(info.serverId);
        return Optional.empty();
    }

    /** What was saved stands in the objects: put there now, unless it is what stands there since the last time. */
    private Account account(String objects) throws ServerException.Unusable {
        Optional<Account> now = account();
        if (now.isPresent() && objects.equals(installed)) {
            return now.get();
        }
        try {
            ObjectsSnapshot.ofText(objects, tree).restore(tree);
            installed = objects;
            engine.saves().take(); // what was written then was written by us
        } catch (IllegalArgumentException | InvalidRequestException e) {
            throw new ServerException.Unusable(SAVED, String.valueOf(e.getMessage()));
        }
        List<String> problems =
                AccountReader.read(tree.getObjectEnablers(), psks).problems();
        return account()
                .orElseThrow(() -> new ServerException.Unusable(
                        SAVED, "they hold no account that can be used: " + String.join("; ", problems)));
    }

    @Override
    public RegistrationRules rules(SavedState saved) {
        try {
            return RulesReader.read(
                    ObjectsSnapshot.ofText(saved.objects(), tree),
                    saved.server().shortServerId());
        } catch (IllegalArgumentException e) {
            return RegistrationRules.USUAL; // register says what is wrong with them
        }
    }

    @Override
    public void forget() {
        engine.forget();
        installed = "";
        session.forget();
        factory.restore(tree);
    }

    /** The account in force: the server itself can take it away, by deleting its Server instance or writing an absurd lifetime. */
    private Optional<Account> account() {
        return AccountReader.read(tree.getObjectEnablers(), psks).accounts().stream()
                .findFirst();
    }

    /** On the line that is open, without a signature; if the server has lost that association it answers nothing, and a new line is opened. */
    private <T extends LwM2mResponse> T send(UplinkRequest<T> request, DmServerInfo info, Party party)
            throws CardException, ServerException, InterruptedException {
        if (line.isOpenTo(info, party)) {
            try {
                return line.send(request);
            } catch (ServerException.Unreachable e) {
                LOG.info("{}; once more with a new handshake", e.getMessage());
            }
        }
        return sendAnew(request, info, party);
    }

    /** What the server answers to a session that it was to go on with is not held against it: the next handshake is a full one. */
    private <T extends LwM2mResponse> T sendAnew(UplinkRequest<T> request, DmServerInfo info, Party party)
            throws CardException, ServerException, InterruptedException {
        Bytes parties = Fingerprint.of(info.serverUri, party);
        line.open(info, party, session.between(parties));
        try {
            T response = line.send(request);
            line.session().ifPresent(made -> session.keep(parties, made));
            return response;
        } catch (CardException | ServerException e) {
            session.forget();
            int shortServerId = Math.toIntExact(info.serverId);
            Failures.alert(e).ifPresent(code -> OwnWrites.alert(tree, shortServerId, code));
            throw e;
        }
    }

    private final class Kept implements Registration {
        private final String id;
        private final Optional<Instant> bootstrapUntil;
        private long updated = System.nanoTime();
        private long updates;

        private final Optional<String> preSharedKey;

        Kept(String id, Optional<String> preSharedKey, Optional<Instant> bootstrapUntil) {
            this.id = id;
            this.preSharedKey = preSharedKey;
            this.bootstrapUntil = bootstrapUntil;
        }

        @Override
        public Optional<String> preSharedKey() {
            return preSharedKey;
        }

        @Override
        public String location() {
            return id;
        }

        @Override
        public Optional<End> keep(Duration atMost) throws InterruptedException {
            long until = System.nanoTime() + atMost.toNanos();
            while (true) {
                Optional<Account> account = account();
                if (account.isEmpty()) {
                    LOG.warn("{}: the account is gone from objects 0 and 1: back to what was saved", line.uri());
                    engine.unregistered();
                    return Optional.of(End.LOST);
                }
                long untilUpdate =
                        updated + line.updatePeriod(account.get().lifetime()).toNanos() - System.nanoTime();
                purgeBootstrapAccount();
                // the server waits for its write to be saved: that comes before all but an Update that is due
                long untilReturn = engine.saves().isChanged() ? 0 : until - System.nanoTime();
                if (engine.saves().isChanged() && untilUpdate > 0) {
                    return Optional.empty();
                }
                Optional<FlowEngine.Wish> wish =
                        engine.await(Duration.ofNanos(Math.max(0, Math.min(untilUpdate, untilReturn))));
                if (wish.isEmpty() && untilReturn < untilUpdate) {
                    return Optional.empty();
                }
                if (wish.isPresent() && wish.get() instanceof FlowEngine.Wish.Save) {
                    continue;
                }
                if (wish.isPresent() && wish.get() instanceof FlowEngine.Wish.Bootstrap bootstrap) {
                    leave(bootstrap.deregister());
                    return Optional.of(End.BOOTSTRAP_REQUESTED);
                }
                if (wish.isPresent() && wish.get() instanceof FlowEngine.Wish.Disable) {
                    leave(true);
                    line.close();
                    return Optional.of(End.DISABLED);
                }
                if (wish.isPresent() && wish.get() instanceof FlowEngine.Wish.Anew) {
                    engine.unregistered();
                    return Optional.of(End.LOST);
                }
                RegistrationUpdate content = wish.isPresent() && wish.get() instanceof FlowEngine.Wish.Update update
                        ? update.content()
                        : new RegistrationUpdate();
                if (!isUpdated(content)) {
                    engine.unregistered();
                    return Optional.of(End.LOST);
                }
                updated = System.nanoTime();
                updates++;
            }
        }

        @Override
        public long updates() {
            return updates;
        }

        @Override
        public Optional<Change> change() {
            if (!engine.saves().isChanged()) {
                return Optional.empty();
            }
            engine.saves().take();
            String now = ObjectsSnapshot.of(tree).withoutKeysOf(psks).toText(tree);
            if (now.equals(installed) || account().isEmpty()) {
                engine.saves().saved();
                return Optional.empty();
            }
            installed = now;
            return Optional.of(new Change(now, engine.saves()::saved));
        }

        /** OMA LwM2M Core 1.1, /0/x/12: what the bootstrap server has limited goes, and is gone for the next start, too. */
        private void purgeBootstrapAccount() {
            if (bootstrapUntil.filter(clock.clock().instant()::isAfter).isPresent()) {
                OwnWrites.purgeBootstrapAccount(tree);
            }
        }

        private boolean isUpdated(RegistrationUpdate content) throws InterruptedException {
            try {
                var response = line.send(new UpdateRequest(
                        id,
                        content.getLifeTimeInSec(),
                        content.getSmsNumber(),
                        content.getBindingMode(),
                        content.getObjectLinks(),
                        content.getAdditionalAttributes()));
                if (response.isSuccess()) {
                    kept.updated(
                            line.server().getId(),
                            former -> former.updated(
                                    Optional.ofNullable(content.getLifeTimeInSec()),
                                    Optional.ofNullable(content.getObjectLinks())
                                            .map(RegisteredAs::digest)));
                    return true;
                }
                LOG.warn("{}: Update was refused with {}{}", line.uri(), response.getCode(), Answers.reason(response));
            } catch (CardException | ServerException e) {
                LOG.warn("Update failed: {}", e.getMessage());
            }
            return false;
        }

        private void leave(boolean deregister) throws InterruptedException {
            engine.unregistered();
            if (deregister) {
                deregister(line.patience());
            }
        }

        @Override
        public void deregister(Duration atMost) throws InterruptedException {
            engine.unregistered();
            try {
                line.send(new DeregisterRequest(id), atMost);
            } catch (CardException | ServerException e) {
                LOG.info("De-register failed, the registration will run out by itself: {}", e.getMessage());
            }
        }
    }
}
